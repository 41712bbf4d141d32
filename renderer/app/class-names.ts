import type { ClassRef, LabelTarget } from '../../electron/api/page.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { current } from './current-project.svelte.ts'

/** What a class is called now. A model's class is called as in the model; one that was deleted has no name any more. */
export const nameClass = (ref: ClassRef): string =>
  typeof ref === 'string'
    ? ref
    : (current.project?.labelSet.find(({ id }) => id === ref)?.name ?? t('common:deletedClass'))

/** What a class is called that photos are labeled with. */
export const nameTarget = (to: LabelTarget): string => (typeof to === 'object' ? to.newName : nameClass(to))

/** A model's class that is the project's own by now has an id. */
export const refNow = (ref: ClassRef): ClassRef =>
  typeof ref === 'string' ? (current.project?.labelSet.find(({ name }) => name === ref)?.id ?? ref) : ref
