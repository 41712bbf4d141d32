import type { JobKind, JobState } from '../../electron/api/page.ts'
import { t } from '../i18n/i18n.svelte.ts'

/** What a job is called where it is named in a list. */
export const nameJob = (kind: JobKind): string => t(`jobs:name.${kind}`)

/** What a job does, while it runs. */
export const nameRunning = (kind: JobKind): string => t(`jobs:running.${kind}`)

export const nameState = (state: JobState): string => t(`jobs:state.${state}`)
