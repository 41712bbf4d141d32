import { classColours, type ClassInfo } from '../../electron/contract/classes.ts'

/** The colour of a class: its own, else one by its place in the label set. */
export const colourOf = ({ colour }: Pick<ClassInfo, 'colour'>, place: number): string => colour ?? classColours[place % classColours.length]!

/** The colours of a label set by the classes' names. What is not in it, as a model's class, has none. */
export const listColours = (labelSet: readonly ClassInfo[]): Map<string, string> =>
  new Map(labelSet.map((info, place) => [info.name, colourOf(info, place)]))
