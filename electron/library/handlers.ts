import { deleteSavedFilter, saveFilter } from '../catalog/queries/saved-filters.ts'
import type { HandlersOf } from '../project/context.ts'
import type { libraryCalls } from './calls.ts'
import { countImages } from './count.ts'
import { listImageFolders } from './image-folders.ts'
import { listImages } from './list.ts'
import { readOverview } from './overview.ts'
import { readDetail } from './photo.ts'
import { projectIndex } from './project-index.ts'
import { listSavedFilters } from './saved-filters.ts'
import { readShown } from './shown-cards.ts'

/** Which images there are, in order, and how many of which kind. */
export const libraryHandlers = {
  listImages: (args, { service }) => listImages(service.project.get(projectIndex), args),
  getCards: ({ ids }, { service }) => readShown(service.project, ids),
  getPhoto: ({ id }, { service }) => readDetail(service.project, id),
  countImages: ({ filter }, { service }) => countImages(service.project.get(projectIndex), filter),
  overview: ({ filter }, { service }) => readOverview(service.project.get(projectIndex), filter),
  listImageFolders: (_args, { service }) => listImageFolders(service.project.get(projectIndex)),
  listSavedFilters: (_args, { service }) => listSavedFilters(service.project.catalog),
  saveFilter({ name, filter }, { service: { project } }) {
    saveFilter(project.writable(), name, JSON.stringify(filter))
    return listSavedFilters(project.catalog)
  },
  deleteSavedFilter({ name }, { service: { project } }) {
    deleteSavedFilter(project.writable(), name)
    return listSavedFilters(project.catalog)
  },
} satisfies HandlersOf<typeof libraryCalls>
