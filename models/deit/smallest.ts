const bits = 16

/**
 * Sets the `count` smallest values to 0; of equal ones those that come first go first. Nothing is sorted and nothing
 * branches on a value: the bits of numbers from 0 on, read as integers, are in the numbers' order, so two counts of 16
 * bits each find where the smallest end. A slider asks this of every layer at each of its steps.
 *
 * @param values numbers from 0 on, and no −0
 * @param count 0 to as many as there are
 * @returns a copy; the values themselves where the count is 0
 */
export function dropSmallest(values: Float32Array, count: number): Float32Array {
  if (count === 0) return values
  const words = new Int32Array(values.buffer, values.byteOffset, values.length)
  const last = findLast(words, count)
  const kept = new Int32Array(words.length)
  // The difference's sign is the mask: all bits where the word is larger.
  for (let index = 0; index < words.length; index++) kept[index] = words[index]! & ((last.word - words[index]!) >> 31)
  for (let index = words.length - 1, more = last.equal - last.dropped; more > 0; index--) {
    if (words[index] !== last.word) continue
    kept[index] = last.word
    more--
  }
  return new Float32Array(kept.buffer)
}

/** The largest of the `count` smallest, how many equal it, and how many of those are among the smallest. */
function findLast(words: Int32Array, count: number): { word: number; equal: number; dropped: number } {
  const counts = new Uint32Array(2 ** bits)
  for (let index = 0; index < words.length; index++) counts[words[index]! >>> bits]!++
  const high = seek(counts, count)
  counts.fill(0)
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (word >>> bits === high.at) counts[word & (2 ** bits - 1)]!++
  }
  const low = seek(counts, high.left)
  return { word: (high.at << bits) | low.at, equal: counts[low.at]!, dropped: low.left }
}

/** The place in which the count is reached, and how many of it are left for that place. */
function seek(counts: Uint32Array, count: number): { at: number; left: number } {
  let at = 0
  let left = count
  while (counts[at]! < left) left -= counts[at++]!
  return { at, left }
}
