import { countMapped, describeNearDuplicates } from '../catalog/queries/embeddings.ts'
import { isClosed, listClasses } from '../catalog/queries/classes.ts'
import { readClassMap } from '../catalog/queries/columns.ts'
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
  const map = model === null ? [] : readClassMap(catalog, model.id).filter(({ classId }) => classId !== null)
  const mapped = new Set(map.map(({ classIndex }) => classIndex))
  return {
    name: nameProject(project.data, catalog.file, roots[0]?.path),
    root,
    roots,
    catalog: catalog.file,
    isReadOnly: project.isReadOnly,
    isMultiLabel: getSetting(catalog, 'multiLabel') ?? false,
    labelSet,
    isClosed: isClosed(catalog),
    isMapped: mapped.size > 0,
    modelClasses: model?.labels.filter((label, index) => !own.has(label) && !mapped.has(index)) ?? [],
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
    notices: catalog.notices,
  }
}
