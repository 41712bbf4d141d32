import type { MeanMaps } from './calls.ts'

/** Photos that are named as those whose maps differ most. */
const namedFarthest = 100

/** Adds up the rollouts of many photos, each as shares, so that every photo counts the same. */
export class MapSums {
  readonly #tokens: number
  readonly #patches: number
  readonly #sums: Float64Array[]
  readonly #differences: Float64Array
  #images = 0
  #distance = 0
  /** The most first. */
  #farthest: MeanMaps['farthest'] = []

  /** @param tokens 1 or 2 @param patches a square number */
  constructor(tokens: number, patches: number) {
    this.#tokens = tokens
    this.#patches = patches
    this.#sums = Array.from({ length: tokens }, () => new Float64Array(patches))
    this.#differences = new Float64Array(patches)
  }

  /** @param rollout uint8 [tokens, patches] */
  add(id: number, rollout: Uint8Array): void {
    const patches = this.#patches
    const [one, other] = [0, 1].map((token) => sum(rollout, token * patches, (token + 1) * patches))
    const [sums, otherSums] = this.#sums
    let distance = 0
    for (let patch = 0; patch < patches; patch++) {
      const share = one === 0 ? 0 : rollout[patch]! / one!
      sums![patch]! += share
      if (otherSums === undefined) continue
      const otherShare = other === 0 ? 0 : rollout[patches + patch]! / other!
      otherSums[patch]! += otherShare
      const difference = Math.abs(share - otherShare)
      this.#differences[patch]! += difference
      distance += difference / 2
    }
    this.#images++
    this.#distance += distance
    if (otherSums !== undefined) this.#keepFarthest(id, distance)
  }

  #keepFarthest(id: number, distance: number): void {
    const list = this.#farthest
    if (list.length === namedFarthest && distance <= list.at(-1)!.distance) return
    const place = list.findIndex((kept) => kept.distance < distance)
    list.splice(place === -1 ? list.length : place, 0, { id, distance })
    if (list.length > namedFarthest) list.pop()
  }

  /** Means over all photos that were added; null of none. */
  read(): MeanMaps | null {
    const count = this.#images
    if (count === 0) return null
    const mean = (sums: Float64Array | undefined): number[] | null =>
      sums === undefined ? null : Array.from(sums, (value) => value / count)
    const isDistilled = this.#tokens === 2
    return {
      images: count,
      side: Math.sqrt(this.#patches),
      class: mean(this.#sums[0])!,
      distillation: mean(this.#sums[1]),
      disagreement: isDistilled ? mean(this.#differences) : null,
      distance: isDistilled ? this.#distance / count : null,
      farthest: this.#farthest,
    }
  }
}

function sum(values: Uint8Array, from: number, to: number): number {
  let total = 0
  for (let index = from; index < to; index++) total += values[index]!
  return total
}
