import type { AttentionMap, Crop, PhotoDetail } from '../../../electron/api/page.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { attentionRow, rolloutRow, type Row, type TokenChoice } from './attention.ts'
import type { ColourMapName, OverlayMap } from './colour-maps.ts'
import { largest } from './heat.ts'

/** What is there of a photo. */
export interface MapPieces {
  detail: Pick<PhotoDetail, 'map' | 'hasRun'> | null
  rollout: Uint8Array | null
  attention: Float32Array | null
  mapError: string | null
  attentionError: string | null
}

export interface MapChoice {
  token: TokenChoice
  layer: number | null
  head: number | null
  map: OverlayMap
}

/** A map that can be drawn, or why there is none; neither while it is on its way. */
export interface ChosenMap {
  row: Row | null
  side: number
  crop: Crop | null
  colours: ColourMapName
  /** The value of the last colour, a share of the token's attention. */
  max: number
  reason: string | null
}

/** The map that a person chose of a photo, as far as the photo has it. */
export function chooseMap(
  { detail, rollout, attention, mapError, attentionError }: MapPieces,
  choice: MapChoice,
): ChosenMap {
  const none: ChosenMap = { row: null, side: 0, crop: null, colours: choice.map, max: 0, reason: null }
  if (detail === null) return none
  const { map } = detail
  if (map === null) {
    return { ...none, reason: t(detail.hasRun ? 'review:noMap' : 'review:noMapYet') }
  }
  const { token, layer, head } = limitChoice(choice, map)
  const known = {
    ...none,
    side: map.side,
    crop: map.crop,
    colours: token === 'difference' ? ('difference' as const) : choice.map,
  }
  const bytes = layer === null ? rollout : attention
  if (bytes === null) return { ...known, reason: layer === null ? mapError : attentionError }
  try {
    const row = layer === null ? rolloutRow(rollout!, map, token) : attentionRow(attention!, map, token, layer, head)
    return { ...known, row, max: largest(row) }
  } catch (error) {
    return { ...known, reason: t('review:mapUnreadable', { reason: (error as Error).message }) }
  }
}

/** The next place of a list that begins with "all" (null); stays at its ends. */
export function stepPlace(place: number | null, step: 1 | -1, count: number): number | null {
  const next = Math.min(count - 1, (place ?? -1) + step)
  return next < 0 ? null : next
}

/** A choice as far as a model has it: what was chosen of one model need not exist in the next. */
export function limitChoice<Choice extends Pick<MapChoice, 'token' | 'layer' | 'head'>>(
  choice: Choice,
  { tokens, layers, heads }: AttentionMap,
): Choice {
  const hasLayers = layers > 0 && heads > 0
  return {
    ...choice,
    token: tokens < 2 ? 'class' : choice.token,
    layer: choice.layer === null || !hasLayers ? null : Math.min(choice.layer, layers - 1),
    head: choice.head === null || !hasLayers ? null : Math.min(choice.head, heads - 1),
  }
}
