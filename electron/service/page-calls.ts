import { browseHandlers } from './calls/browse.ts'
import { classHandlers } from './calls/classes.ts'
import { explorerHandlers } from './calls/explorer.ts'
import { mapHandlers } from './calls/maps.ts'
import { measureHandlers } from './calls/measure.ts'
import { opinionHandlers } from './calls/opinion.ts'
import { shelfHandlers } from './calls/shelf.ts'
import { editHandlers } from './calls/edits.ts'
import { jobHandlers } from './calls/jobs.ts'
import { overviewHandlers } from './calls/overview.ts'
import { peopleHandlers } from './calls/people.ts'
import { projectHandlers } from './calls/project.ts'

/** The calls of the page, about the project that is shown. */
export const pageHandlers = {
  ...projectHandlers, ...browseHandlers, ...editHandlers, ...classHandlers, ...overviewHandlers, ...peopleHandlers, ...jobHandlers,
  ...shelfHandlers, ...measureHandlers, ...explorerHandlers, ...mapHandlers, ...opinionHandlers,
}
