import { pMapIterable } from 'p-map'
import type { MapKind } from '../calls.ts'
import type { DeitConfig } from '../../../models/deit/config.ts'
import { patchCount } from '../../../models/deit/config.ts'
import { softmax } from '../../../models/deit/predict.ts'
import type { Preprocessing } from '../../../models/deit/preprocess.ts'
import type { BatchOutput, Engine } from '../../../models/runtime/engine.ts'
import { blurPixels } from './blur.ts'
import type { PhotoCurve } from './curves.ts'
import { readMap } from './maps.ts'
import { countReplaced, meanColour, rankPatches, replacePatches } from './patches.ts'

/** A photo as the model sees it: uint8 [size, size, 3]. */
export interface Subject {
  pixels: Uint8Array
  /** Of its random map. */
  seed: number
}

export interface Measure {
  /** Its model gives rollouts and attention rows. */
  engine: Pick<Engine, 'run' | 'batchSize' | 'capacity'>
  config: DeitConfig
  preprocessing: Preprocessing
  kinds: readonly MapKind[]
  steps: number
  signal: AbortSignal
}

/**
 * Runs of the model that a photo takes: itself, itself blurred, and every point between the ends of two curves a map.
 */
export const runsOfPhoto = (kinds: number, steps: number): number => 2 + 2 * kinds * (steps - 1)

/**
 * Deletion and insertion of photos (Petsiuk, Das and Saenko 2018, arXiv 1806.07421), patch by patch, by the maps that
 * one run of the model on the whole photo gives. Deletion puts the mean colour in the place of the most important
 * patches; insertion puts the most important patches into the blurred photo. What is followed is the probability of the
 * class that the whole photo gets (both heads' logits averaged).
 */
export class PhotoMeasure {
  readonly #measure: Measure
  readonly #counts: readonly number[]
  readonly #blank: Uint8Array
  #blankProbabilities: Float64Array | null = null
  /** Runs of the model until now. */
  runs = 0

  constructor(measure: Measure) {
    this.#measure = measure
    this.#counts = countReplaced(patchCount(measure.config), measure.steps)
    this.#blank = meanColour(measure.preprocessing)
  }

  /** Share of the patches that are replaced at each point. */
  get shares(): number[] {
    return this.#counts.map((count) => count / this.#counts.at(-1)!)
  }

  /** Curves by map, of as many photos as go into a batch; one photo after the other, as they are done. */
  async *measure(photos: readonly Subject[]): AsyncGenerator<Map<MapKind, PhotoCurve>> {
    const {
      kinds,
      config,
      engine: { capacity },
    } = this.#measure
    this.#blankProbabilities ??= fusedProbabilities(await this.#run([this.#blank]), 0)
    const output = await this.#run(photos.map(({ pixels }) => pixels))
    const plans = photos.map(({ pixels, seed }, index) => {
      const whole = fusedProbabilities(output, index)
      const maps = kinds.map((kind) => rankPatches(readMap(kind, { output, index, config, seed })))
      return { pixels, maps, classIndex: whole.indexOf(Math.max(...whole)), whole }
    })
    const inputs = this.#inputs(plans)
    const answers = pMapIterable(this.#gather(inputs), (batch) => this.#run(batch), {
      concurrency: capacity,
      backpressure: capacity,
    })
    const outputs = eachImage(answers)
    for (const { maps, classIndex, whole } of plans) {
      const next = async (): Promise<number> => fusedProbabilities(...(await outputs.next()).value!)[classIndex]!
      const [first, last] = [whole[classIndex]!, this.#blankProbabilities[classIndex]!]
      const blurred = await next()
      const curves = new Map<MapKind, PhotoCurve>()
      for (let map = 0; map < maps.length; map++) {
        const curve = { deletion: [first], insertion: [blurred] }
        for (let point = 1; point < this.#counts.length - 1; point++) {
          curve.deletion.push(await next())
          curve.insertion.push(await next())
        }
        curve.deletion.push(last)
        curve.insertion.push(first)
        curves.set(kinds[map]!, curve)
      }
      yield curves
    }
  }

  /** In the order in which their answers are read; made as they are needed. */
  *#inputs(plans: readonly { pixels: Uint8Array; maps: readonly number[][] }[]): Generator<Uint8Array> {
    const {
      preprocessing: { size, mean },
      config: { patchSize },
    } = this.#measure
    const grid = { size, patchSize }
    for (const { pixels, maps } of plans) {
      const blurred = blurPixels(pixels, size, mean)
      yield blurred
      for (const ranked of maps) {
        for (const count of this.#counts.slice(1, -1)) {
          const most = ranked.slice(0, count)
          yield replacePatches(pixels, this.#blank, most, grid)
          yield replacePatches(blurred, pixels, most, grid)
        }
      }
    }
  }

  *#gather(inputs: Iterable<Uint8Array>): Generator<Uint8Array[]> {
    let batch: Uint8Array[] = []
    for (const input of inputs) {
      batch.push(input)
      if (batch.length < this.#measure.engine.batchSize) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }

  async #run(images: readonly Uint8Array[]): Promise<BatchOutput> {
    this.#measure.signal.throwIfAborted()
    const pixels = new Uint8Array(images.length * images[0]!.length)
    images.forEach((image, index) => pixels.set(image, index * image.length))
    this.runs += images.length
    return this.#measure.engine.run(pixels)
  }
}

async function* eachImage(outputs: AsyncIterable<BatchOutput>): AsyncGenerator<[BatchOutput, number], undefined> {
  for await (const output of outputs) for (let index = 0; index < output.count; index++) yield [output, index]
}

/** Softmax of the heads' averaged logits, as predictions are made; [classes]. */
export function fusedProbabilities({ clsLogits, distLogits, count }: BatchOutput, index: number): Float64Array {
  const classes = clsLogits.length / count
  const row = (logits: Float32Array): Float32Array => logits.subarray(index * classes, (index + 1) * classes)
  if (distLogits === null) return softmax(row(clsLogits))
  const other = row(distLogits)
  return softmax(row(clsLogits).map((logit, place) => (logit + other[place]!) / 2))
}
