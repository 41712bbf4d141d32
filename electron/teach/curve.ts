import { setImmediate } from 'node:timers/promises'
import { Learner, type ModelPools } from './learner.ts'
import { runInTurns } from './steps.ts'

/** Accuracy when labels are left out, after so many of them. */
export interface CurvePoint {
  labels: number
  accuracy: number
}

/** Labels at the first point, and by how much each further one has more. */
const [firstPoint, growth] = [10, 1.6]
/** Labels that are added between two pauses. */
const labelsAStep = 256

type Labels = readonly (readonly [row: number, classId: number])[]

/**
 * How leave-one-out accuracy grew with the labels, in the order in which they were given. A point depends on the labels
 * before it alone, so that it is computed once, and again only where one of those changed.
 */
export class LearningCurve {
  #labels: Labels = []
  #points: readonly CurvePoint[] = []

  /**
   * Computes the points that are missing, in steps of some milliseconds; the last label has no point.
   *
   * @param labels of usable rows, in their order
   */
  async draw(models: readonly ModelPools[], labels: Labels): Promise<CurvePoint[]> {
    const same = countSame(this.#labels, labels)
    const points = this.#points.filter((point) => point.labels <= same)
    let next = nextPoint(points.at(-1)?.labels ?? 0)
    let learner: Learner | null = null
    for (let count = 1; next < labels.length; count++) {
      learner ??= new Learner(models)
      learner.setLabel(...labels[count - 1]!)
      if (count % labelsAStep === 0) await setImmediate()
      if (count < next) continue
      next = nextPoint(next)
      const left = (await runInTurns(learner.calibrateInSteps())) ?? []
      const right = left.filter(({ classId: own, predicted }) => own === predicted).length
      if (left.length > 0) points.push({ labels: count, accuracy: right / left.length })
    }
    this.#labels = labels
    this.#points = points
    return [...points]
  }
}

function nextPoint(after: number): number {
  let point = firstPoint
  while (point <= after) point = Math.ceil(point * growth)
  return point
}

/** How many labels two lists begin with that are the same. */
function countSame(before: Labels, now: Labels): number {
  const most = Math.min(before.length, now.length)
  for (let at = 0; at < most; at++) if (before[at]![0] !== now[at]![0] || before[at]![1] !== now[at]![1]) return at
  return most
}
