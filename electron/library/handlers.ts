import { countImages } from './count.ts'
import { listImageFolders } from './image-folders.ts'
import { listImages } from './list.ts'
import { readOverview } from './overview.ts'
import { readShown } from './shown-cards.ts'
import { getWorkspace } from '../project/current.ts'
import type { Handlers } from '../project/handler.ts'

/** Which images there are, in order, and how many of which kind. */
export const browseHandlers = {
  listImages: (args) => listImages(getWorkspace().browse, args),
  getCards: ({ ids }) => readShown(getWorkspace(), ids),
  countImages: ({ filter }) => countImages(getWorkspace().browse, filter),
  overview: ({ filter }) => readOverview(getWorkspace().browse, filter),
  listImageFolders: () => listImageFolders(getWorkspace().browse),
} satisfies Handlers
