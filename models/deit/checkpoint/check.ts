import { GlanceError } from '../../errors.ts'
import { specialTokens } from '../config.ts'
import type { DeitConfig } from '../config.ts'
import { interpolatePositions } from '../position.ts'
import { expectedShapes } from './expected.ts'
import { inferConfig } from './infer.ts'
import type { NameScheme } from './names.ts'
import { findObstacle, isUnused } from './relatives.ts'
import { formatShape } from '../tensor.ts'
import type { StateDict } from '../tensor.ts'

export interface CheckOptions {
  fileName: string
  scheme: NameScheme
  /** Attention heads; width / 64 when absent. */
  heads?: number
  /** Pixels a side to run at; the positions are resampled when the checkpoint has another size. */
  imageSize?: number
}

const maxNamed = 5
const maxImageSize = 2048

/**
 * Makes sure that a state dict under timm's names is exactly a DeiT
 * or ViT classifier (arXiv 2012.12877), and says of what shape.
 *
 * @returns its configuration, and its tensors: all that expectedShapes(config) lists, in that order, and no others.
 *   With `imageSize`, both are for that size, the positions resampled as the paper does for fine-tuning at 384.
 * @throws GlanceError 'unsupported-model' for a relative that computes something else; 'damaged-model' naming missing,
 *   misshapen and surplus tensors, or the first one with NaN or infinity.
 */
export function checkCheckpoint(state: StateDict, options: CheckOptions): { config: DeitConfig; weights: StateDict } {
  const used: StateDict = new Map([...state].filter(([name]) => !isUnused(name)))
  const obstacle = findObstacle(used)
  if (obstacle !== undefined) {
    throw new GlanceError(
      'unsupported-model',
      obstacle.message,
      'Glance runs DeiT and ViT classifiers, plain or distilled.',
      { params: { file: options.fileName, ...obstacle.params } },
    )
  }
  const config = inferConfig(used, options)
  const expected = expectedShapes(config)
  compare(used, expected, options)
  const weights: StateDict = new Map([...expected.keys()].map((name) => [name, used.get(name)!]))
  checkFinite(weights, options.fileName)
  return options.imageSize === undefined
    ? { config, weights }
    : resize(config, weights, options.imageSize, options.fileName)
}

function compare(state: StateDict, expected: Map<string, readonly number[]>, { fileName, scheme }: CheckOptions): void {
  const missing: string[] = []
  const misshapen: string[] = []
  for (const [name, shape] of expected) {
    const got = state.get(name)?.shape
    if (!got) missing.push(`"${name}" ${formatShape(shape)}`)
    else if (formatShape(got) !== formatShape(shape))
      misshapen.push(`"${name}" ${formatShape(got)} ≠ ${formatShape(shape)}`)
  }
  const surplus = [...state]
    .filter(([name]) => !expected.has(name))
    .map(([name, { shape }]) => `"${name}" ${formatShape(shape)}`)
  const faults = [
    ...(missing.length > 0 ? ['{missing} missing: {missingNames}'] : []),
    ...(misshapen.length > 0 ? ['{misshapen} of another shape (got ≠ expected): {misshapenNames}'] : []),
    ...(surplus.length > 0 ? ['{surplus} that no DeiT has: {surplusNames}'] : []),
  ]
  if (faults.length === 0) return
  const whole =
    scheme === 'huggingface'
      ? '"{file}" does not contain the {count} tensors of a DeiT (names as in timm)'
      : '"{file}" does not contain the {count} tensors of a DeiT'
  // Only surplus: the file is sound, it is another model.
  const code = missing.length + misshapen.length > 0 ? 'damaged-model' : 'unsupported-model'
  throw new GlanceError(
    code,
    `${whole}: ${faults.join('; ')}`,
    code === 'damaged-model'
      ? 'Download or save the file again.'
      : 'Glance runs DeiT and ViT classifiers, plain or distilled.',
    {
      params: {
        file: fileName,
        count: expected.size,
        missing: missing.length,
        missingNames: list(missing),
        misshapen: misshapen.length,
        misshapenNames: list(misshapen),
        surplus: surplus.length,
        surplusNames: list(surplus),
      },
    },
  )
}

/** The first few; without words, which would need a translation. */
const list = (faults: readonly string[]): string =>
  [...faults.slice(0, maxNamed), ...(faults.length > maxNamed ? ['…'] : [])].join(', ')

function checkFinite(weights: StateDict, fileName: string): void {
  for (const [name, { data }] of weights) {
    for (let i = 0; i < data.length; i++) {
      // not findIndex: 86 million calls
      if (Number.isFinite(data[i]!)) continue
      throw new GlanceError(
        'damaged-model',
        '"{file}": "{name}" has {value} at element {element}, expected finite numbers',
        'Train or download it again.',
        // As text: JSON knows no NaN and no infinity.
        { params: { file: fileName, name, value: String(data[i]!), element: i } },
      )
    }
  }
}

function resize(
  config: DeitConfig,
  weights: StateDict,
  imageSize: number,
  fileName: string,
): { config: DeitConfig; weights: StateDict } {
  if (
    !Number.isInteger(imageSize) ||
    imageSize < config.patchSize ||
    imageSize > maxImageSize ||
    imageSize % config.patchSize !== 0
  ) {
    throw new GlanceError(
      'unsupported-model',
      '"{file}": cannot run at {pixels} pixels, expected a multiple of its patch {patch} up to {max}',
      'Pass such a resolution, for example 384.',
      { params: { file: fileName, pixels: imageSize, patch: config.patchSize, max: maxImageSize } },
    )
  }
  const resized = new Map(weights)
  const toGrid = imageSize / config.patchSize
  resized.set(
    'pos_embed',
    interpolatePositions(weights.get('pos_embed')!, { specialTokens: specialTokens(config), toGrid }),
  )
  return { config: { ...config, imageSize }, weights: resized }
}
