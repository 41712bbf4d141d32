import type { Handlers } from './handler.ts'

/** The model shelf. */
export const shelfHandlers = {
  listShelf: () => { throw new Error('listShelf is not there yet') },
  startDownload: () => { throw new Error('startDownload is not there yet') },
  pauseDownload: () => { throw new Error('pauseDownload is not there yet') },
  discardDownload: () => { throw new Error('discardDownload is not there yet') },
  makeVariant: () => { throw new Error('makeVariant is not there yet') },
  renameModel: () => { throw new Error('renameModel is not there yet') },
  setDefaultModel: () => { throw new Error('setDefaultModel is not there yet') },
  removeModel: () => { throw new Error('removeModel is not there yet') },
  setNetwork: () => { throw new Error('setNetwork is not there yet') },
} satisfies Handlers
