import type { LabelTarget } from '../../../electron/api/page.ts'
import { nameTarget } from '../../app/class-names.ts'
import { toasts } from '../../app/toasts.svelte.ts'
import { t } from '../../i18n/i18n.svelte.ts'

let last: number | null = null

/** Says why a class was given to no photo of a page; null: a class was about to be typed. */
export function sayMarkFirst(to: LabelTarget | null): void {
  if (last !== null) toasts.dismiss(last)
  last = toasts.show('info', to === null ? t('sweep:markFirst') : t('sweep:markFirstAs', { className: nameTarget(to) }))
}
