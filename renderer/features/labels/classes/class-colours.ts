import { classColours, type ClassInfo, type ClassRef } from '../../../../electron/api/page.ts'

/** The colour of a class: its own, else one by its place in the label set. */
export const colourOf = ({ colour }: Pick<ClassInfo, 'colour'>, place: number): string =>
  colour ?? classColours[place % classColours.length]!

/** The colours of a label set by the classes' ids. What is not in it, as a model's class, has none. */
export const listColours = (labelSet: readonly ClassInfo[]): Map<ClassRef, string> =>
  new Map(labelSet.map((info, place) => [info.id, colourOf(info, place)]))

/**
 * A colour for each of these classes, its own where no other has it yet:
 * shown together, no two are alike while the colours last.
 */
export function chooseColours(classes: readonly ClassRef[], own: ReadonlyMap<ClassRef, string>): string[] {
  const taken = new Set<string>()
  return classes.map((ref, place) => {
    const wanted = own.get(ref)
    const colour =
      wanted !== undefined && !taken.has(wanted)
        ? wanted
        : (classColours.find((one) => !taken.has(one)) ?? classColours[place % classColours.length]!)
    taken.add(colour)
    return colour
  })
}
