import type { ClassInfo } from '../../../../electron/api/page.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { listUses } from '../../../app/keys/shortcuts.ts'

/** What a key was before this class got it: another class's, or the page's own in the views where classes are given. */
export function sayKey(key: string, className: string, owner: Pick<ClassInfo, 'name'> | null): string {
  const cap = key.toUpperCase()
  const before =
    owner === null
      ? listUses(key).map(({ place, does }) => t('classes:shortcutIn', { place: t(`keys:${place}`), does: t(does) }))
      : [t('classes:class', { className: owner.name })]
  return (
    t('classes:keyGives', { key: cap, className }) +
    (before.length === 0 ? '' : ` ${t('classes:keyWas', { before: [...new Set(before)].join('; ') })}`)
  )
}
