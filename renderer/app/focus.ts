/** Whether keys go into a text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target.isContentEditable
}

/** Whether a control has the focus that makes use of Enter, Space and the arrows itself. */
export function isOnControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'button, a, input, select, textarea, [role="slider"], [role="menuitem"], [role="radio"], [role="separator"]',
    ) !== null
  )
}

/** Whether a dialog or a menu is open: the page's own keys rest. One that is closing takes no key any more. */
export function isCovered(): boolean {
  return (
    document.querySelector(':is([role="dialog"], [role="alertdialog"], [role="menu"]):not([data-state="closed"])') !==
    null
  )
}

/**
 * A press of the mouse on a button leaves the keys to what has `data-keys`, the photos of the view that is shown: Enter
 * does what the page says and does not press the button once more. Buttons of a menu or a dialog keep the focus.
 */
export function leaveKeysToPhotos(event: MouseEvent): void {
  const photos = document.querySelector<HTMLElement>('[data-keys]')
  const button = event.target instanceof Element ? event.target.closest('button') : null
  if (photos === null || button === null || button.closest('[role="dialog"], [role="menu"], [aria-haspopup]') !== null)
    return
  event.preventDefault()
  if (document.activeElement !== photos) photos.focus({ preventScroll: true })
}
