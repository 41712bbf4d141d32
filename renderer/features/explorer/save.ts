import { drawFigure } from './maps/figure.ts'
import { writeNpy } from './maps/npy.ts'
import { readRollout, rollout } from './maps/shown-map.ts'
import { host } from '../../host/host.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { drawHeat } from '../attention/heat.ts'
import { overlay } from '../attention/settings.svelte.ts'
import { explorer } from './explorer.svelte.ts'
import { fileName, formatShare } from '../../i18n/format.ts'
import { review } from '../review/review.svelte.ts'
import { current } from '../../app/current-project.svelte.ts'
import { attempt, toasts } from '../../app/toasts.svelte.ts'
import { describePredictions, describeLook } from './texts.ts'

/** Pixels of the photo's longer side in a figure, and of the map's side. */
const [mostPixels, heatPixels] = [1600, 448]

/** Saves the large view as a figure with its caption. */
export async function saveFigure(kind: 'png' | 'svg'): Promise<void> {
  await save(`figure.${kind}`, async () => {
    const { svg, width, height } = makeFigure()
    return kind === 'svg' ? new TextEncoder().encode(svg) : await rasterize(svg, width, height)
  })
}

/** Saves the large map, [side, side]: values as they are, also where it is a difference. */
export const saveShown = (): Promise<void> =>
  save('map.npy', () => {
    const { row, side } = explorer.shown
    return row === null ? null : writeNpy(row, [side, side])
  })

/** Saves the rollout of every token as it is set, [T, side, side], each as shares of it. */
export const saveTokens = (): Promise<void> =>
  save('rollout.npy', () => {
    const { map, fused, discard, upToShown } = explorer
    if (map === null || fused === null) return null
    const rows = rollout(fused, map, discard, upToShown)
    const maps = (['class', 'distillation'] as const).slice(0, map.tokens).map((token) => readRollout(rows, map, token))
    return writeNpy(join(maps), [map.tokens, map.side, map.side])
  })

/** Saves the softmax weights of every layer and head, [L, H, T, side, side]. */
export const saveRows = (): Promise<void> =>
  save('attention.npy', () => {
    const [{ map }, attention] = [explorer, review.photo?.attention ?? null]
    return map === null || attention === null
      ? null
      : writeNpy(attention, [map.layers, map.heads, map.tokens, map.side, map.side])
  })

async function save(
  ending: string,
  make: () => Uint8Array<ArrayBuffer> | null | Promise<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  await attempt(async () => {
    const { card } = review
    const bytes = await make()
    if (card === null || bytes === null) throw new Error(t('explorer:notYet'))
    const name = `${fileName(card.path).replace(/\.[^.]*$/, '')}.${ending}`
    const file = await host.saveFile(name, bytes)
    if (file !== null) toasts.show('info', t('explorer:saved', { file }))
  })
}

function join(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const row of rows) {
    all.set(row, at)
    at += row.length
  }
  return all
}

function makeFigure(): { svg: string; width: number; height: number } {
  const [{ photo, card }, { map, shown, patch, explored }] = [review, explorer]
  const image = photo?.image ?? null
  if (photo?.detail == null || card === null || map === null || image === null || shown.row === null)
    throw new Error(t('explorer:notYet'))
  const size = { width: photo.detail.width ?? image.naturalWidth, height: photo.detail.height ?? image.naturalHeight }
  const heat = document.createElement('canvas')
  drawHeat(heat, shown.row, shown.side, {
    map: shown.colours,
    max: shown.max,
    scale: overlay.isSmooth ? Math.max(1, Math.round(heatPixels / shown.side)) : 1,
  })
  const scale = {
    from: shown.colours === 'difference' ? `−${formatShare(shown.max)}` : '0',
    to: formatShare(shown.max),
  }
  return drawFigure({
    photo: drawPhoto(image, size),
    size,
    crop: map.crop,
    heat: heat.toDataURL('image/png'),
    opacity: overlay.opacity,
    isSmooth: overlay.isSmooth,
    patch: patch === null ? null : { index: patch, side: map.side },
    colours: shown.colours,
    scale,
    measure: measureText,
    lines: [
      card.path,
      `${describeLook({ ...explorer.looked, fusion: explorer.fusion, discard: explorer.discard, upTo: explorer.upTo, patch }, map)}.`,
      describePredictions(photo.detail),
      explored?.numbers == null
        ? t('explorer:captionModelOnly', { model: current.project?.model ?? '' })
        : t('explorer:captionModel', { model: explored.numbers.model, size: explored.numbers.imageSize }),
      t(shown.colours === 'difference' ? 'explorer:captionDifference' : 'explorer:captionScale', scale),
    ]
      .filter((line) => line !== '')
      .map(withoutIsolates),
  })
}

/** Signs that set names apart in a sentence of the page are boxes in some programs that read SVG. */
const withoutIsolates = (text: string): string => text.replaceAll(/[\u2066-\u2069]/g, '')

function drawPhoto(image: HTMLImageElement, { width, height }: { width: number; height: number }): string {
  const factor = Math.min(1, mostPixels / Math.max(width, height))
  const canvas = Object.assign(document.createElement('canvas'), {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  })
  const context = canvas.getContext('2d')!
  context.fillStyle = '#fff' // what is transparent is white, as for the model
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/jpeg', 0.92)
}

function measureText(text: string): number {
  const context = document.createElement('canvas').getContext('2d')!
  context.font = `600 13px ${getComputedStyle(document.body).fontFamily}`
  return context.measureText(text).width
}

/** The figure as PNG, two pixels for one. */
async function rasterize(svg: string, width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: 2 * width, height: 2 * height })
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/png')
    })
    if (blob === null) throw new Error(t('explorer:notDrawn'))
    return new Uint8Array(await blob.arrayBuffer())
  } finally {
    URL.revokeObjectURL(address)
  }
}
