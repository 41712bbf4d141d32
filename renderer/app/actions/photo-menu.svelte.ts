/** A place in the window, in its pixels. */
export interface MenuPlace {
  x: number
  y: number
}

/** The menu of the photos that actions are about: a view says which and opens it, the frame draws it. */
class PhotoMenu {
  /** Where it is open; null while it is closed. It stays until what was chosen is done. */
  at = $state.raw<MenuPlace | null>(null)

  /** Opens it where the right button was pressed. */
  openAt(event: MouseEvent): void {
    event.preventDefault()
    this.at = { x: event.clientX, y: event.clientY }
  }

  /** Opens it on an element, for a key. */
  openOn(element: Element | null): void {
    if (element === null) return
    const { left, top, width, height } = element.getBoundingClientRect()
    this.at = { x: left + Math.min(width / 2, 80), y: top + Math.min(height / 2, 80) }
  }

  close(): void {
    this.at = null
  }
}

export const photoMenu = new PhotoMenu()
