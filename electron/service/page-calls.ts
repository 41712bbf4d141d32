import { browseHandlers } from './calls/browse.ts'
import { classHandlers } from './calls/classes.ts'
import { editHandlers } from './calls/edits.ts'
import { jobHandlers } from './calls/jobs.ts'
import { overviewHandlers } from './calls/overview.ts'
import { peopleHandlers } from './calls/people.ts'
import { projectHandlers } from './calls/project.ts'

/** The calls of the page, about the project that is shown. */
export const pageHandlers = {
  ...projectHandlers, ...browseHandlers, ...editHandlers, ...classHandlers, ...overviewHandlers, ...peopleHandlers, ...jobHandlers,
}
