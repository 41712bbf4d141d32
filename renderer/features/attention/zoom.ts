/** Pixels of the page. */
export interface Size {
  width: number
  height: number
}
export interface Point {
  x: number
  y: number
}
/** Where a photo is on the stage: page pixels per photo pixel, and the place of its upper left corner. */
export interface View {
  scale: number
  x: number
  y: number
}

/** Room around a photo that fits. */
export const margin = 12
/** Page pixels per photo pixel: a tiny photo that fits is not blown up further than this. */
const largestFit = 12
const largestZoom = 32

/** The whole photo, centred. */
export function fit(stage: Size, photo: Size): View {
  const room = { width: Math.max(1, stage.width - 2 * margin), height: Math.max(1, stage.height - 2 * margin) }
  const scale = Math.min(room.width / photo.width, room.height / photo.height, largestFit)
  return { scale, x: (stage.width - photo.width * scale) / 2, y: (stage.height - photo.height * scale) / 2 }
}

/** Changes the scale so that what is under the point stays there, as far as the photo's edges allow. */
export function zoomAt(view: View, { x, y }: Point, scale: number, stage: Size, photo: Size): View {
  const least = Math.min(fit(stage, photo).scale, 1)
  const next = Math.max(least, Math.min(scale, largestZoom))
  const factor = next / view.scale
  return keepInside({ scale: next, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor }, stage, photo)
}

/** Moves the photo along. */
export function pan(view: View, { x, y }: Point, stage: Size, photo: Size): View {
  return keepInside({ scale: view.scale, x: view.x + x, y: view.y + y }, stage, photo)
}

/** Whether the photo is where `fit` puts it. */
export function isFit(view: View, stage: Size, photo: Size): boolean {
  return Math.abs(view.scale / fit(stage, photo).scale - 1) < 1e-3
}

/** Centred where it is smaller than the stage; else its edges stay out of the middle of the stage. */
function keepInside({ scale, x, y }: View, stage: Size, photo: Size): View {
  const keep = (place: number, room: number, length: number): number =>
    length + 2 * margin <= room ? (room - length) / 2 : Math.max(room - length - margin, Math.min(place, margin))
  return { scale, x: keep(x, stage.width, photo.width * scale), y: keep(y, stage.height, photo.height * scale) }
}
