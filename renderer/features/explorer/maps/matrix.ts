import { attentionRow, type Row, type TokenChoice } from '../../attention/attention.ts'
import { largest } from '../../attention/heat.ts'
import { readPatch, type Shape } from './shown-map.ts'

/** A head of a layer, the mean of a layer's heads (`head` null), or the rollout (`layer` null). */
export interface Place {
  layer: number | null
  head: number | null
}

export interface Matrix {
  layers: number
  heads: number
  side: number
  /**
   * Row by row: the heads of a layer and their mean, [layers × (heads + 1)];
   * last, the rollout. null where it is not there.
   */
  rows: (Row | null)[]
}

/** Gaps between cells, and between the heads and what is made of them. */
export const [gap, apart] = [2, 6]

/** Every layer's every head, of a special token; the rollout's cell is empty. */
export const gatherMatrix = (attention: Float32Array, map: Shape, token: TokenChoice): Matrix =>
  gather(map, (layer, head) => attentionRow(attention, map, token, layer, head))

/** The same of a patch, which has no rollout. */
export const gatherPatchMatrix = (rows: Float32Array, map: Shape): Matrix =>
  gather(map, (layer, head) => readPatch(rows, map, layer, head).row)

/** The same cells with a rollout: rows that stay are the same objects, and need not be drawn again. */
export const withRollout = (matrix: Matrix, rollout: Row | null): Matrix => ({
  ...matrix,
  rows: matrix.rows.with(-1, rollout),
})

function gather({ layers, heads, side }: Shape, read: (layer: number, head: number | null) => Row): Matrix {
  const rows: (Row | null)[] = []
  for (let layer = 0; layer < layers; layer++) {
    for (let head = 0; head < heads; head++) rows.push(read(layer, head))
    rows.push(read(layer, null))
  }
  return { layers, heads, side, rows: [...rows, null] }
}

/**
 * The value of each cell's last colour: its own largest, or the largest of all layers and heads.
 * The rollout is another measure and keeps its own.
 */
export function scaleMatrix({ rows }: Pick<Matrix, 'rows'>, isCommon: boolean): number[] {
  const own = rows.map((row) => (row === null ? 0 : largest(row)))
  const most = own.slice(0, -1).reduce((max, value) => Math.max(max, value), 0)
  return own.map((value, index) => (isCommon && index < own.length - 1 ? most : value))
}

type Counts = Pick<Matrix, 'layers' | 'heads'>

export const indexOf = ({ layer, head }: Place, { layers, heads }: Counts): number =>
  layer === null ? layers * (heads + 1) : layer * (heads + 1) + (head ?? heads)

export function placeAt(index: number, { layers, heads }: Counts): Place {
  const layer = Math.floor(index / (heads + 1))
  if (layer >= layers) return { layer: null, head: null }
  const head = index % (heads + 1)
  return { layer, head: head === heads ? null : head }
}

export const isSame = (one: Place | null, other: Place | null): boolean =>
  one?.layer === other?.layer && one?.head === other?.head

/** Where a cell of so many pixels is. */
export function locate(place: Place, { layers, heads }: Counts, cell: number): { x: number; y: number } {
  const at = (index: number, last: number): number => index * (cell + gap) + (index === last ? apart : 0)
  return { x: at(place.head ?? heads, heads), y: at(place.layer ?? layers, layers) }
}

/** Pixels of all cells together. */
export function measure({ layers, heads }: Counts, cell: number): { width: number; height: number } {
  return { width: (heads + 1) * (cell + gap) + apart - gap, height: (layers + 1) * (cell + gap) + apart - gap }
}

/** The largest cell with which all of them fit, within limits. */
export function fitCell({ layers, heads }: Counts, width: number, height: number): number {
  const [across, down] = [(width - apart + gap) / (heads + 1) - gap, (height - apart + gap) / (layers + 1) - gap]
  return Math.max(20, Math.min(128, Math.floor(Math.min(across, down))))
}

/** Where an arrow key, Home or End leads; null for any other key. */
export function stepCell({ layer, head }: Place, key: string, { layers, heads }: Counts): Place | null {
  const [row, column] = [layer ?? layers, head ?? heads]
  const to = (nextRow: number, nextColumn: number): Place => {
    const inRow = Math.max(0, Math.min(layers, nextRow))
    const inColumn = Math.max(0, Math.min(heads, nextColumn))
    return { layer: inRow === layers ? null : inRow, head: inRow === layers || inColumn === heads ? null : inColumn }
  }
  switch (key) {
    case 'ArrowUp':
      return to(row - 1, column)
    case 'ArrowDown':
      return to(row + 1, column)
    case 'ArrowLeft':
      return to(row, column - 1)
    case 'ArrowRight':
      return to(row, column + 1)
    case 'Home':
      return to(row, 0)
    case 'End':
      return to(row, heads)
    case 'PageUp':
      return to(0, column)
    case 'PageDown':
      return to(layers - 1, column)
    default:
      return null
  }
}
