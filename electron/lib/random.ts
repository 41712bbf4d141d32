/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32, by Tommy Ettinger). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `count` different numbers below `size`, rising; all of them where there are no more. */
export function drawSample(size: number, count: number, random: () => number): Int32Array {
  const all = Int32Array.from({ length: size }, (_, index) => index)
  if (count >= size) return all
  for (let place = 0; place < count; place++) {
    const other = place + Math.floor(random() * (size - place))
    ;[all[place], all[other]] = [all[other]!, all[place]!]
  }
  return all.subarray(0, count).toSorted()
}

/** One of the values. */
export const pick = <Value>(random: () => number, values: readonly Value[]): Value =>
  values[Math.floor(random() * values.length)]!
