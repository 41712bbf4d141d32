import { describe, expect, it } from 'vitest'
import { boundAspect, centreRegion } from './geometry.ts'

describe('geometry', () => {
  it('crops from the middle, half a pixel to the right and down', () => {
    // 58.5
    expect(centreRegion({ width: 341, height: 256 }, { width: 224, height: 224 })).toMatchObject({ left: 59, top: 16 })
    // 59.5
    expect(centreRegion({ width: 343, height: 257 }, { width: 224, height: 224 })).toMatchObject({ left: 60, top: 17 })
  })

  it('reads the centre of a strip only', () => {
    expect(boundAspect({ width: 800, height: 100 })).toBeNull()
    expect(boundAspect({ width: 100000, height: 10 })).toEqual({ left: 49960, top: 0, width: 80, height: 10 })
    expect(boundAspect({ width: 1, height: 1001 })).toEqual({ left: 0, top: 497, width: 1, height: 8 })
  })
})
