import type { Provider } from '../../models/runtime/engine.ts'
import type { JobRow, Problem } from '../catalog/rows.ts'
import type { Download, Measuring } from '../model-library/calls.ts'

/** What the service tells while a call is under way. */
export type ServiceEvent =
  | { type: 'job'; job: JobRow }
  /** One image or folder that could not be taken in; the others go on. */
  | { type: 'problem'; problem: Problem }
  /** Something worth knowing, for a person. */
  | { type: 'note'; text: string }
  /** Images came, went or got guesses: what is shown is to be asked for again. */
  | { type: 'changed' }
  /** What runs the model, and why it and no other. */
  | { type: 'engine'; where: 'service' | 'page'; provider: Provider; text: string }
  /** Labels were changed, by this page or another one that shows the same project: of so many images, the first of them by id. */
  | { type: 'edited'; editId: number; count: number; ids: number[] }
  /** The shelf changed: it is to be asked for again. */
  | { type: 'shelf' }
  /** A download's progress; where it ended, `shelf` follows. */
  | { type: 'download'; download: Download }
  /** What is measured now; null once nothing is. */
  | { type: 'measuring'; measuring: Measuring | null }
  /** One line of a bench table: a quantity, its figure, and the aim where there is one. */
  | { type: 'figure'; name: string; value: number; unit: string; aim?: string }

export type Emit = (event: ServiceEvent) => void
