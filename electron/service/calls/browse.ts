import { countFiltered, listImages } from '../../catalog/browse.ts'
import { readShown } from '../cards.ts'
import { getWorkspace } from '../current.ts'
import type { Handlers } from './handler.ts'

/** Which images there are, in order, and how many of which kind. */
export const browseHandlers = {
  listImages: (args) => listImages(getWorkspace().catalog, getWorkspace().view, args),
  getCards: ({ ids }) => readShown(getWorkspace(), ids),
  countImages: ({ filter }) => countFiltered(getWorkspace().catalog, getWorkspace().view, filter),
} satisfies Handlers
