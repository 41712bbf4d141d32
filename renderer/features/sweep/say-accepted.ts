import { firstKey } from '../../app/keys/with-key.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { isolate } from '../../i18n/isolate.ts'
import type { Accepted } from './sweep-page.ts'

/** `27 photos accepted as Asteroidea. Ctrl+Z to undo.` */
export function sayAccepted({ count, className }: Accepted): string {
  const key = firstKey('undo')
  return [
    className === null
      ? t('sweep:accepted', { count })
      : t('sweep:acceptedAs', { count, className: isolate(className) }),
    ...(key === null ? [] : [t('common:takeBack', { key })]),
  ].join(' ')
}
