import { t } from '../i18n/i18n.svelte.ts'
import { firstKey } from './keys/with-key.ts'
import { toasts } from './toasts.svelte.ts'

/** Says which classes an edit has added to the label set, and how to take them out again. */
export function announceClasses(names: readonly string[]): void {
  const [className] = names
  if (className === undefined) return
  const key = firstKey('undo')
  toasts.show(
    'info',
    [
      names.length === 1
        ? t('common:newClass', { className })
        : t('common:newClasses', { className, count: names.length - 1 }),
      ...(key === null ? [] : [t('common:takeBack', { key })]),
    ].join(' '),
  )
}

/** Says that the first class has closed the label set, which hides predictions; gives the message's id. */
export function announceClosed(open: () => void): number {
  return toasts.show('info', t('common:setClosed'), { text: t('common:showOther'), run: open })
}
