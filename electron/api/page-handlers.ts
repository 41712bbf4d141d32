import { browseHandlers } from '../library/handlers.ts'
import { classHandlers } from '../labels/classes/handlers.ts'
import { explorerHandlers } from '../attention/handlers.ts'
import { mapHandlers } from '../attention/map-handlers.ts'
import { measureHandlers } from '../predict/measure-handlers.ts'
import { opinionHandlers } from '../library/comparison/handlers.ts'
import { shelfHandlers } from '../model-library/handlers.ts'
import { editHandlers } from '../labels/edits/handlers.ts'
import { jobHandlers } from '../project/job-handlers.ts'
import { overviewHandlers } from '../library/overview-handlers.ts'
import { peopleHandlers } from '../labels/people/handlers.ts'
import { projectHandlers } from '../project/handlers.ts'

/** The calls of the page, about the project that is shown. */
export const pageHandlers = {
  ...projectHandlers,
  ...browseHandlers,
  ...editHandlers,
  ...classHandlers,
  ...overviewHandlers,
  ...peopleHandlers,
  ...jobHandlers,
  ...shelfHandlers,
  ...measureHandlers,
  ...explorerHandlers,
  ...mapHandlers,
  ...opinionHandlers,
}
