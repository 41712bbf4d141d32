/**
 * The state of a row that fails several filters, or one that is not counted. States below are those of single filters.
 */
export const several = 255

/** Sets the state of every row of a span that a filter does not let through; gives how many rows pass until then. */
export type Step = (failed: Uint8Array, from: number, to: number) => number

// One function for each kind of array: one that meets several kinds runs many times slower.

/** By the code of a row: `states` has 0 for a code that passes. */
export const failCodes =
  (codes: Uint32Array, states: Uint8Array): Step =>
  (failed, from, to) => {
    let passing = 0
    for (let row = from; row < to; row++) {
      const state = states[codes[row]!]!
      if (state !== 0) failed[row] = failed[row] === 0 ? state : several
      else if (failed[row] === 0) passing++
    }
    return passing
  }

/** By a number of a row, between two or equal to one of them. */
export const failRange =
  (values: Float64Array, [least, most]: readonly [number, number], state: number): Step =>
  (failed, from, to) => {
    let passing = 0
    for (let row = from; row < to; row++) {
      const value = values[row]!
      if (value < least || value > most) failed[row] = failed[row] === 0 ? state : several
      else if (failed[row] === 0) passing++
    }
    return passing
  }

/** By a list of all rows, 1 for those that pass. */
export const failRows =
  (passes: Uint8Array, state: number): Step =>
  (failed, from, to) => {
    let passing = 0
    for (let row = from; row < to; row++) {
      if (passes[row] === 0) failed[row] = failed[row] === 0 ? state : several
      else if (failed[row] === 0) passing++
    }
    return passing
  }
