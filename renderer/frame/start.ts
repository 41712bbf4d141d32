import { appearance } from '../app/appearance.svelte.ts'
import { current } from '../app/current-project.svelte.ts'
import { edits } from '../app/edits.svelte.ts'
import { jobOutcomes } from '../app/job-outcomes.svelte.ts'
import { jobs } from '../app/jobs.svelte.ts'
import { preferences } from '../app/preferences.svelte.ts'
import { service } from '../app/service.svelte.ts'
import { toasts } from '../app/toasts.svelte.ts'
import { modelLibrary } from '../features/models/model-library.svelte.ts'
import { paletteCounts } from '../features/labels/palette/palette-counts.svelte.ts'
import { photoList } from '../features/photos/photo-list.svelte.ts'
import { audit } from '../features/teach/audit.svelte.ts'
import { teaching } from '../features/teach/teaching.svelte.ts'
import { prelabel } from '../features/predict/prelabel.svelte.ts'

/**
 * Has every part of the page listen, then shows the project that the service has open; gives the function that ends it.
 */
export function startPage(): () => void {
  appearance.start()
  preferences.load().catch(() => undefined) // without them the keys are the page's own
  // Those that follow the project load in this order: the photos are shown first.
  const parts = [
    toasts,
    edits,
    photoList,
    paletteCounts,
    jobs,
    jobOutcomes,
    prelabel,
    modelLibrary,
    teaching,
    audit,
    service,
    current,
  ]
  const stops = parts.map((part) => part.start())
  return () => stops.forEach((stop) => stop())
}
