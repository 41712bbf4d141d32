import type { ClassInfo, ClassRef } from '../../electron/api/page.ts'

/** Classes that a menu lists: of more, those with a key and those given last; all others are typed. */
const mostListed = 12

/** The classes of the label set that a menu lists, in the order of the set. */
export function listMenuClasses<One extends Pick<ClassInfo, 'id' | 'key'>>(
  labelSet: readonly One[],
  recent: readonly ClassRef[],
): One[] {
  if (labelSet.length <= mostListed) return [...labelSet]
  const first = [
    ...labelSet.filter(({ id }) => recent.includes(id)),
    ...labelSet.filter(({ key }) => key !== null),
    ...labelSet,
  ]
  const listed = new Set(first.slice(0, 3 * mostListed).map(({ id }) => id))
  const kept = new Set([...listed].slice(0, mostListed))
  return labelSet.filter(({ id }) => kept.has(id))
}
