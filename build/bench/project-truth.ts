import { listClasses } from '../../electron/catalog/queries/classes.ts'
import { readTeachingLabels } from '../../electron/catalog/queries/teaching.ts'
import { listShownClasses } from '../../electron/library/predictions.ts'
import { projectIndex } from '../../electron/library/project-index.ts'
import type { Project } from '../../electron/project/project.ts'

/** Classes by photo: its label, else what is predicted for it. */
export const readAnswers = (project: Project): Map<number, number> =>
  new Map([...listShownClasses(project.get(projectIndex)), ...readTeachingLabels(project.catalog)])

/** The share of photos whose answer is right, 0 to 1; one without an answer is wrong. */
export function measureAccuracy(
  project: Project,
  answers: ReadonlyMap<number, number>,
  truth: ReadonlyMap<number, string>,
): number {
  const names = new Map(listClasses(project.catalog).map(({ id, name }) => [id, name]))
  let right = 0
  for (const [id, name] of truth) right += Number(names.get(answers.get(id) ?? -1) === name)
  return right / truth.size
}
