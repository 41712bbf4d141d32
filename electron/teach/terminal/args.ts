import { z } from 'zod'
import { GlanceError } from '../../../models/errors.ts'
import { checkPlace } from '../../formats/write-file.ts'
import { realFolder } from '../../project/locate-project.ts'
import { engine, path, threshold, topK } from '../../project/schemas.ts'
import { modelTitle, share } from '../calls.ts'

export const teachArgs = z.strictObject({
  /** A folder of photos, or a project's file. */
  place: path,
  /** A CSV of labels; without it, those that the project has. */
  labels: path.optional(),
  /** Without it, the project's own, else the default. */
  model: path.optional(),
  /** A second model whose embeddings take part. */
  teacher: path.optional(),
  engine: engine.default('auto'),
  /** The folder's project file; one in the data folder where not given. */
  catalog: path.optional(),
  /** Where labels and predictions are written; nowhere where not given. */
  csv: path.optional(),
  /** Confidence from which on a prediction becomes the label; the project's where not given. */
  threshold: threshold.optional(),
  /** As many extra columns in the CSV. */
  topK: topK.optional(),
  excelSafe: z.boolean().default(false),
  /** Where a model of the taught classes is written, and its name in the model library: either installs it. */
  exportModel: path.optional(),
  name: modelTitle.optional(),
  /** What the accuracy of labels that are left out must reach, at the lower end of its interval. */
  target: share.optional(),
})
export type TeachArgs = z.output<typeof teachArgs>

/** Refuses a file that is named twice, and a CSV that cannot go where it shall: better before the work than after. */
export async function checkFiles({ csv, labels, exportModel, catalog, place }: TeachArgs): Promise<void> {
  const seen = new Set<string>()
  for (const file of [place, catalog, labels, csv, exportModel]) {
    if (file === undefined) continue
    const real = realFolder(file)
    if (seen.has(real))
      throw new GlanceError('wrong-use', '{file} is named twice.', 'Choose another name for what is written.', {
        params: { file },
      })
    seen.add(real)
  }
  if (csv !== undefined) await checkPlace(csv)
}
