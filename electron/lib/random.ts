import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Numbers from 0 to below 1, the same for the same seed. */
export interface Random {
  (): number
  /** A whole number, both ends included. */
  int: (least: number, most: number) => number
}

/** Makes a generator (xoroshiro128+, by David Blackman and Sebastiano Vigna) from a whole number. */
export function makeRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  return Object.assign(() => (generator.next() >>> 0) / 2 ** 32, {
    int: (least: number, most: number) => uniformInt(generator, least, most),
  })
}

/** One of the values. */
export const pick = <Value>(random: Random, values: readonly Value[]): Value =>
  values[random.int(0, values.length - 1)]!

/** The same items in another order, in a new list (Fisher and Yates). */
export function shuffle<Item>(random: Random, items: readonly Item[]): Item[] {
  const all = [...items]
  for (let last = all.length - 1; last > 0; last--) swap(all, last, random.int(0, last))
  return all
}

/**
 * `count` of the items, or all where there are fewer, drawn without putting back;
 * a larger sample begins with the smaller one.
 */
export function drawSample<Item>(random: Random, items: Iterable<Item>, count: number): Item[] {
  const all = [...items]
  const drawn = Math.min(count, all.length)
  for (let place = 0; place < drawn; place++) swap(all, place, random.int(place, all.length - 1))
  return all.slice(0, drawn)
}

function swap(items: unknown[], one: number, other: number): void {
  ;[items[one], items[other]] = [items[other], items[one]]
}
