import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundAspect, centreRegion, fitShorterSide } from './geometry.ts'
import { enlarge } from './resample.ts'
import { loadSharp } from './sharp-runtime.ts'

describe('geometry', () => {
  it('sizes and crops as the reference code does', () => {
    expect(fitShorterSide({ width: 300, height: 200 }, 256)).toEqual({ width: 384, height: 256 })
    expect(fitShorterSide({ width: 200, height: 301 }, 256)).toEqual({ width: 256, height: 385 })
    expect(centreRegion({ width: 341, height: 256 }, { width: 224, height: 224 })).toMatchObject({ left: 58, top: 16 }) // 58.5
    expect(centreRegion({ width: 343, height: 256 }, { width: 224, height: 224 })).toMatchObject({ left: 60, top: 16 }) // 59.5
  })

  it('looks at the centre of a strip only', () => {
    expect(boundAspect({ width: 800, height: 100 })).toBeNull()
    expect(boundAspect({ width: 100000, height: 10 })).toEqual({ left: 49960, top: 0, width: 80, height: 10 })
    expect(boundAspect({ width: 1, height: 1001 })).toEqual({ left: 0, top: 496, width: 1, height: 8 })
  })
})

describe('enlarge', () => {
  it('puts every pixel where its centre belongs, up to the edges', async () => {
    const sharp = await loadSharp()
    const sides = fc.record({ width: fc.integer({ min: 1, max: 255 }), height: fc.integer({ min: 1, max: 255 }) }).filter((size) => boundAspect(size) === null)
    await fc.assert(fc.asyncProperty(sides, async ({ width, height }) => {
      const data = new Uint8Array(width * height * 3)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set([Math.round((x * 255) / width), Math.round((y * 255) / height), 255], (y * width + x) * 3)
      const to = fitShorterSide({ width, height }, 256)
      const large = await enlarge(sharp, { width, height, data }, to, 'bicubic')
      expect(large.data).toHaveLength(to.width * to.height * 3)
      let worst = 0
      for (let y = 0; y < to.height; y++) {
        for (let x = 0; x < to.width; x++) {
          // A cubic interpolator reproduces a ramp, but for the two pixels at its ends.
          const fromX = ((x + 0.5) * width) / to.width - 0.5
          const fromY = ((y + 0.5) * height) / to.height - 0.5
          const at = (y * to.width + x) * 3
          if (fromX >= 2 && fromX <= width - 3) worst = Math.max(worst, Math.abs(large.data[at]! - (fromX * 255) / width))
          if (fromY >= 2 && fromY <= height - 3) worst = Math.max(worst, Math.abs(large.data[at + 1]! - (fromY * 255) / height))
          worst = Math.max(worst, 255 - large.data[at + 2]!)
        }
      }
      expect(worst).toBeLessThan(2)
    }), { numRuns: 25 })
  })
})
