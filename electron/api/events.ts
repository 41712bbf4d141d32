import type { ModelLibraryEvent } from '../model-library/events.ts'
import type { ProjectEvent } from '../project/events.ts'

/** Every event that the service sends. */
export type ServiceEvent = ProjectEvent | ModelLibraryEvent
