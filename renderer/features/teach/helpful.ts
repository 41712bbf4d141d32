import type { ClassQuality } from '../../../electron/api/page.ts'

/** A class that more labels would help, and about how many. */
export interface HelpfulClass {
  classId: number
  className: string
  more: number
}

/** Labels that are asked for at once: not so few that nothing changes, and at most a page. */
const [fewest, most] = [3, 40]

/** A class of which no label could be left out is as unknown as one whose labels are all predicted wrong. */
const missing = ({ recall }: ClassQuality): number => 1 - (recall ?? 0)

/**
 * By how much the error of a class falls with its next label, where errors are inversely proportional to labels, a
 * rule of thumb for learning curves: error/labels.
 */
export const needOf = (quality: ClassQuality): number => missing(quality) / Math.max(1, quality.labels)

/** The classes in the order in which they need labels. */
export const sortByNeed = (classes: readonly ClassQuality[]): ClassQuality[] =>
  classes.toSorted(
    (one, other) => needOf(other) - needOf(one) || one.labels - other.labels || one.classId - other.classId,
  )

/**
 * The classes that need labels most, at most `limit`: their recall is below the target. As many more labels as it has,
 * which halve its error by the rule of `needOf`, or fewer where those bring it down to 1 − target; 3 to 40.
 */
export function listHelpful(classes: readonly ClassQuality[], target: number, limit = 3): HelpfulClass[] {
  return sortByNeed(classes)
    .filter((quality) => (quality.recall ?? 0) < target)
    .slice(0, limit)
    .map((quality) => {
      const { classId, className, labels } = quality
      const wanted = Math.min(labels, Math.ceil(labels * (missing(quality) / (1 - target) - 1)))
      return { classId, className, more: Math.max(fewest, Math.min(most, wanted)) }
    })
}
