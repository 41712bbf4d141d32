import type { KnownModel } from '../calls.ts'
import type { DeitConfig } from '../../../models/deit/config.ts'
import { checkpointExtensions, endingIn } from '../../../models/file-extensions.ts'

/** A checkpoint before it is converted. */
export interface Candidate {
  /** Its file's name or path. */
  file: string
  /** Of the whole file, hex. */
  sha256: string
  config: DeitConfig
  /** Whether its classes have the names that the known model's have. */
  hasOwnNames: boolean
}

/**
 * The known model whose weights a checkpoint has: by the file's checksum, else by its name, and by its shape in either
 * case. A fine-tuned one keeps its shape and often a part of its name, so the whole name has to be that of a source, or
 * the model's id; a name that ends in a checksum which is not the file's is a lie.
 */
export function recognize(known: readonly KnownModel[], candidate: Candidate): KnownModel | null {
  const fitting = known.filter((model) => fits(model, candidate.config))
  const bySum = fitting.find((model) => hasSum(model, candidate.sha256))
  if (bySum !== undefined) return bySum
  if (!candidate.hasOwnNames) return null
  const name = nameOf(candidate.file)
  return (
    fitting.find(({ id, sources }) => {
      // Where the checksum is known, it has spoken already.
      const unchecked = sources.filter(({ sha256, sha256Prefix }) => sha256 === null && sha256Prefix === null)
      return [id, ...unchecked.map(({ url }) => new URL(url).pathname)].some((each) => nameOf(each) === name)
    }) ?? null
  )
}

/** The known model with a source of that checksum. */
export const findBySum = (known: readonly KnownModel[], sha256: string): KnownModel | undefined =>
  known.find((model) => hasSum(model, sha256))

const hasSum = ({ sources }: KnownModel, sum: string): boolean =>
  sources.some(({ sha256, sha256Prefix }) => sha256 === sum || (sha256Prefix !== null && sum.startsWith(sha256Prefix)))

const fits = (model: KnownModel, config: DeitConfig): boolean =>
  model.size === config.imageSize &&
  model.width === config.width &&
  model.depth === config.depth &&
  model.heads === config.heads &&
  model.distilled === config.distilled &&
  (model.labels?.length ?? 1000) === config.classes

/** timm's and Hugging Face's spellings of one name: `deit_tiny_patch16_224.fb_in1k`, `deit-tiny-patch16-224`. */
const normalize = (name: string): string =>
  name
    .toLowerCase()
    .replace(endingIn(checkpointExtensions), '')
    .replace(/\.fb_in1k$/, '')
    .replaceAll(/[-_. ]+/g, ' ')
    .trim()

/** Hugging Face calls every file `model`: there, the name is that of the repository, or of the folder. */
function nameOf(file: string): string {
  const parts = file
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== 'resolve' && part !== 'main')
    .map(normalize)
  const [last = '', before = ''] = parts.toReversed()
  return last === 'model' || last === 'pytorch model' ? before : last
}
