import type { ErrorDetails } from '../../models/errors.ts'
import type { Provider } from '../../models/runtime/engine.ts'
import type { JobRow, Problem } from '../catalog/rows.ts'

/** What the service reports while a call or a job is under way. */
export type ProjectEvent =
  | { type: 'job'; job: JobRow }
  /** One image or folder that could not be read; the others are read. */
  | { type: 'problem'; problem: Problem }
  /** Something worth knowing, for a person. */
  | { type: 'note'; text: string; details?: ErrorDetails }
  /** Images came, went or were predicted: ask again for what is shown. */
  | { type: 'changed' }
  /** What was learned from labels: ask for it again. */
  | { type: 'teaching' }
  /** What runs the model, and why. */
  | { type: 'engine'; where: 'service' | 'page'; provider: Provider; text: string }
  /**
   * Labels were changed, by this page or another one that shows the same project:
   * of so many images, the first of them by id.
   */
  | { type: 'edited'; editId: number; count: number; ids: number[] }

/** Where events go. A feature with events of its own adds them: `Emit<ProjectEvent | ModelLibraryEvent>`. */
export type Emit<Event = ProjectEvent> = (event: Event) => void
