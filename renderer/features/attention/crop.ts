import type { Crop } from '../../../electron/api/page.ts'
import type { Size } from './zoom.ts'

/** Where the square that the model saw is on the photo, as CSS lengths that hold at any zoom. */
export function placeCrop(
  { left, top, size }: Crop,
  { width, height }: Size,
): { left: string; top: string; width: string; height: string } {
  const percent = (part: number, whole: number): string => `${(100 * part) / whole}%`
  return {
    left: percent(left, width),
    top: percent(top, height),
    width: percent(size, width),
    height: percent(size, height),
  }
}
