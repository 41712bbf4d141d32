import { countImages } from '../../browse/count.ts'
import { listImageFolders } from '../../browse/folders.ts'
import { listImages } from '../../browse/list.ts'
import { readOverview } from '../../browse/overview.ts'
import { readShown } from '../cards.ts'
import { getWorkspace } from '../current.ts'
import type { Handlers } from './handler.ts'

/** Which images there are, in order, and how many of which kind. */
export const browseHandlers = {
  listImages: (args) => listImages(getWorkspace().browse, args),
  getCards: ({ ids }) => readShown(getWorkspace(), ids),
  countImages: ({ filter }) => countImages(getWorkspace().browse, filter),
  overview: ({ filter }) => readOverview(getWorkspace().browse, filter),
  listImageFolders: () => listImageFolders(getWorkspace().browse),
} satisfies Handlers
