import { countMapped, describeNearDuplicates } from '../catalog/queries/embeddings.ts'
import { isClosed, listClasses } from '../catalog/queries/classes.ts'
import { isMapped } from '../catalog/queries/models.ts'
import { getSetting } from '../catalog/queries/settings.ts'
import type { ProjectInfo } from './calls.ts'
import { nameProject } from './locate-project.ts'
import type { Project } from './project.ts'

/** The project as a page shows it. */
export function describeProject(project: Project): ProjectInfo {
  const { catalog, root, model } = project
  const roots = project.roots.describe()
  const labelSet = listClasses(catalog)
  const own = new Set(labelSet.flatMap(({ name, originalName }) => [name, originalName]))
  const mapped = model !== null && isMapped(catalog, model.id)
  return {
    name: nameProject(project.data, catalog.file, roots[0]?.path),
    root,
    roots,
    catalog: catalog.file,
    isReadOnly: project.isReadOnly,
    isMultiLabel: getSetting(catalog, 'multiLabel') ?? false,
    labelSet,
    isClosed: isClosed(catalog),
    isMapped: mapped,
    modelClasses: model === null || mapped ? [] : model.labels.filter((label) => !own.has(label)),
    nearDuplicates: describeNearDuplicates(catalog),
    mapped: countMapped(catalog, model?.id ?? null),
    images: roots.reduce((total, { images }) => total + images, 0),
    model: model?.key ?? null,
    threshold: project.threshold,
    automaticThreshold: project.automaticThreshold,
    isThresholdAutomatic: getSetting(catalog, 'threshold') === null,
    secondModel: project.secondModel?.key ?? null,
    unfinished: project.jobs.running === 'prelabel' || project.isReadOnly ? null : getSetting(catalog, 'unfinished'),
    unfinishedAs: getSetting(catalog, 'unfinishedAs') ?? 'first',
    ...project.steps(),
  }
}
