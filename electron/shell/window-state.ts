import type { Rectangle } from 'electron'

/** How much of a window must be on a display for a person to get hold of it, in pixels. */
const grip = { width: 160, height: 80 }

/** The bounds a window is to open with: as it was, unless that display is gone or smaller by now. */
export function placeWindow(
  kept: Rectangle,
  displays: readonly Rectangle[],
  least: { width: number; height: number },
): Rectangle | null {
  const display = displays.find(
    (area) =>
      overlap(kept.x, kept.width, area.x, area.width) >= grip.width &&
      overlap(kept.y, kept.height, area.y, area.height) >= grip.height &&
      kept.y >= area.y,
  ) // else its title bar is out of reach
  if (display === undefined) return null
  const width = Math.max(least.width, Math.min(kept.width, display.width))
  const height = Math.max(least.height, Math.min(kept.height, display.height))
  return { x: kept.x, y: kept.y, width, height }
}

const overlap = (start: number, length: number, otherStart: number, otherLength: number): number =>
  Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart)
