import type { ClassRef, LabelTarget } from '../../electron/api/page.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { current } from './current-project.svelte.ts'
import { foldName } from './fold-name.ts'

/**
 * What a class is called now. A model's class that the project does not have is called as in the model; a class that
 * was deleted has no name any more.
 */
export function nameClass(ref: ClassRef): string {
  const now = refNow(ref)
  if (typeof now === 'string') return now
  return current.project?.labelSet.find(({ id }) => id === now)?.name ?? t('common:deletedClass')
}

/** What a class is called that photos are labeled with: by its own name, in whatever case it was typed. */
export function nameTarget(to: LabelTarget): string {
  const now = targetNow(to)
  return typeof now === 'string' ? now : nameClass(now)
}

/** The class that a typed name is, as the service finds it: one of just this name, else one that differs in case. */
export function targetNow(to: LabelTarget): ClassRef {
  if (typeof to !== 'object') return refNow(to)
  const name = to.newName.normalize('NFC').trim()
  const classes = current.project?.labelSet ?? []
  const found = classes.find((one) => one.name === name) ?? classes.find((one) => foldName(one.name) === foldName(name))
  return found?.id ?? name
}

/** The id of a model's class that the project has by now: by its name, else the newest with that original name. */
export function refNow(ref: ClassRef): ClassRef {
  if (typeof ref === 'number') return ref
  const classes = current.project?.labelSet ?? []
  const named = classes.find(({ name }) => name === ref)
  const first = classes.filter(({ originalName }) => originalName === ref).map(({ id }) => id)
  return named?.id ?? (first.length === 0 ? ref : Math.max(...first))
}
