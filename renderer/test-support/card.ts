import type { ImageCard } from '../../electron/api/page.ts'

/** For tests: a card as the service gives it, of a photo that needs review. */
export const makeCard = (id: number, known: Partial<ImageCard> = {}): ImageCard => ({
  id,
  rootId: 1,
  path: `${id}.jpg`,
  status: 'needs review',
  label: null,
  labels: [],
  labelSource: null,
  author: null,
  flagged: false,
  note: null,
  split: null,
  hasConflict: false,
  prediction: null,
  confidence: null,
  agreement: null,
  second: null,
  secondConfidence: null,
  modelsAgree: null,
  mapDistance: null,
  hasMap: false,
  version: '1',
  error: null,
  ...known,
})
