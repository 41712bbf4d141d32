import { expect, test } from 'vitest'
import { fit, isFit, margin, pan, type View, zoomAt } from './zoom.ts'

const stage = { width: 800, height: 600 }
const wide = { width: 4000, height: 2000 }

/** Which pixel of the photo is under a point of the stage. */
const under = (view: View, x: number, y: number): number[] => [(x - view.x) / view.scale, (y - view.y) / view.scale]

test('fitting shows the whole photo, centred', () => {
  const view = fit(stage, wide)
  expect(view.scale).toBeCloseTo((800 - 2 * margin) / 4000)
  expect(view.x).toBeCloseTo(margin)
  expect(view.y).toBeCloseTo((600 - 2000 * view.scale) / 2)
  expect(isFit(view, stage, wide)).toBe(true)
})

test('a tiny photo is enlarged, but not without end', () => {
  expect(fit(stage, { width: 4, height: 4 }).scale).toBe(12)
})

test('a panorama and a stage of nothing give a scale above 0', () => {
  expect(fit(stage, { width: 40_000, height: 10 }).scale).toBeGreaterThan(0)
  expect(fit({ width: 0, height: 0 }, wide).scale).toBeGreaterThan(0)
})

test('zooming keeps what is under the cursor', () => {
  const view = zoomAt(fit(stage, wide), { x: 300, y: 320 }, 1, stage, wide)
  expect(view.scale).toBe(1)
  const before = under(fit(stage, wide), 300, 320)
  under(view, 300, 320).forEach((place, index) => expect(place).toBeCloseTo(before[index]!))
})

test('zooming out ends at the whole photo, or at its own size where that is smaller', () => {
  expect(isFit(zoomAt(fit(stage, wide), { x: 0, y: 0 }, 0.001, stage, wide), stage, wide)).toBe(true)
  const tiny = { width: 40, height: 40 }
  expect(zoomAt(fit(stage, tiny), { x: 0, y: 0 }, 0.001, stage, tiny).scale).toBe(1)
})

test('a photo cannot be dragged away', () => {
  const near = zoomAt(fit(stage, wide), { x: 400, y: 300 }, 1, stage, wide)
  expect(pan(near, { x: 1e6, y: 1e6 }, stage, wide)).toEqual({ scale: 1, x: margin, y: margin })
  expect(pan(near, { x: -1e6, y: -1e6 }, stage, wide)).toEqual({
    scale: 1,
    x: 800 - 4000 - margin,
    y: 600 - 2000 - margin,
  })
  const whole = fit(stage, wide)
  expect(pan(whole, { x: 500, y: 500 }, stage, wide).y).toBeCloseTo(whole.y)
})
