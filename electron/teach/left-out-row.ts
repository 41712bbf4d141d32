import { softmax } from './math/committee.ts'
import type { LeftOut } from './math/leave-one-out.ts'

/** What is predicted of a labeled row whose class has another label, without its own label. */
export interface LeftOutRow {
  row: number
  classId: number
  predicted: number
  /** Probability of its own class, and of the likeliest other one. */
  own: number
  other: number
}

/** What one head says of rows that were left out, and its part in the average of all logits. */
export interface Vote {
  left: LeftOut
  temperature: number
  share: number
}

/** What heads say together of rows that were left out: logits −τD/2, averaged by their shares; all of the same rows. */
export function judge(classIds: readonly number[], votes: readonly Vote[]): LeftOutRow[] {
  const classes = classIds.length
  const { rows, own } = votes[0]!.left
  const logits = new Float64Array(classes)
  return rows.map((row, at) => {
    logits.fill(0)
    for (const { left, temperature, share } of votes)
      for (let c = 0; c < classes; c++) logits[c]! -= (share * temperature * left.distances[at * classes + c]!) / 2
    const chances = softmax(logits)
    const place = own[at]!
    let other = -1
    for (let c = 0; c < classes; c++) if (c !== place && (other < 0 || chances[c]! > chances[other]!)) other = c
    const isOwn = other < 0 || chances[place]! >= chances[other]!
    return {
      row,
      classId: classIds[place]!,
      predicted: classIds[isOwn ? place : other]!,
      own: chances[place]!,
      other: other < 0 ? 0 : chances[other]!,
    }
  })
}
