import type { ClassRef, LabelTarget } from '../../electron/api/page.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { current } from './current-project.svelte.ts'

/**
 * What a class is called now. A model's class that the project does not have is called as in the model; a class that
 * was deleted has no name any more.
 */
export function nameClass(ref: ClassRef): string {
  const now = refNow(ref)
  if (typeof now === 'string') return now
  return current.project?.labelSet.find(({ id }) => id === now)?.name ?? t('common:deletedClass')
}

/** What a class is called that photos are labeled with. */
export const nameTarget = (to: LabelTarget): string => (typeof to === 'object' ? to.newName : nameClass(to))

/** The id of a model's class that the project has by now: by its name, else the newest with that original name. */
export function refNow(ref: ClassRef): ClassRef {
  if (typeof ref === 'number') return ref
  const classes = current.project?.labelSet ?? []
  const named = classes.find(({ name }) => name === ref)
  const first = classes.filter(({ originalName }) => originalName === ref).map(({ id }) => id)
  return named?.id ?? (first.length === 0 ? ref : Math.max(...first))
}
