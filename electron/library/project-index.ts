import type { Project } from '../project/project.ts'
import type { Resource } from '../project/resources.ts'
import { shownSource } from '../project/taught.ts'
import { BrowseIndex } from './browse-index.ts'

/** What the page browses in a project; made when it first asks: `project.get(projectIndex)`. */
export const projectIndex: Resource<Project, BrowseIndex> = {
  make: (project) => new BrowseIndex(project.catalog, project.get(shownSource)),
}
