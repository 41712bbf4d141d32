import { blendTokens, readRolloutShape } from './heat-place.ts'

export interface HeatMap {
  values: Float32Array
  side: number
}

/** Maps that were shown lately: coming back to them needs no request. */
const kept = new Map<string, HeatMap>()
const mostKept = 2000

/** A photo's attention, both tokens averaged; null where there is none to be had. */
export async function fetchHeatMap(address: string, signal: AbortSignal): Promise<HeatMap | null> {
  const known = kept.get(address)
  if (known !== undefined) return known
  const response = await fetch(address, { signal }).catch(() => null)
  if (response?.ok !== true) return null
  const rollout = new Uint8Array(await response.arrayBuffer())
  const shape = readRolloutShape(rollout.length)
  if (shape === null) return null
  const map = { values: blendTokens(rollout, shape), side: shape.side }
  kept.set(address, map)
  // A Map keeps the order of insertion: the first key is the oldest.
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  return map
}
