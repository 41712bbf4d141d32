import { basename } from 'node:path'
import type { ModelRank, ModelRow } from '../../catalog/rows.ts'
import { GlanceError } from '../../../models/errors.ts'
import {
  changeClass,
  createClasses,
  deleteClass,
  listMapping,
  mergeClasses,
  openLabelSet,
  reorderClasses,
  setLabelMode,
  setMapping,
} from './classes.ts'
import { importClasses } from './import-classes.ts'
import { doEdit } from '../edits/do-edit.ts'
import { withOther } from '../../project/other-project.ts'
import type { Project } from '../../project/project.ts'
import type { HandlersOf } from '../../project/context.ts'
import type { ClassReport, classCalls } from './calls.ts'

/** The label set. */
export const classHandlers = {
  createClasses: ({ project, names, parentId, allowSameName }, context) =>
    doEdit(project, context, ({ catalog }, author) =>
      createClasses(catalog, { names, parentId, allowSameName }, author),
    ),
  changeClass: ({ project, id, name, colour, key, takeKey, allowSameName, description, parentId }, context) =>
    doEdit(project, context, ({ catalog }, author) =>
      changeClass(
        catalog,
        id,
        {
          takeKey,
          allowSameName,
          ...(name === undefined ? {} : { name }),
          ...(colour === undefined ? {} : { colour }),
          ...(key === undefined ? {} : { key }),
          ...(description === undefined ? {} : { description }),
          ...(parentId === undefined ? {} : { parentId }),
        },
        author,
      ),
    ),
  reorderClasses: ({ project, ids }, context) =>
    doEdit(project, context, ({ catalog }, author) => reorderClasses(catalog, ids, author)),
  mergeClasses: ({ project, ids, into }, context) =>
    doEdit(project, context, ({ catalog }, author) => mergeClasses(catalog, ids, into, author)),
  deleteClass: ({ project, id, labelsTo }, context) =>
    doEdit(project, context, ({ catalog }, author) => deleteClass(catalog, id, labelsTo, author)),
  setLabelMode: ({ project, multiLabel }, context) =>
    doEdit(project, context, ({ catalog }, author) => setLabelMode(catalog, multiLabel, author)),
  openLabelSet: ({ project, isOpen }, context) =>
    doEdit(project, context, ({ catalog }, author) => openLabelSet(catalog, isOpen, author)),
  importClasses({ project, source }, context) {
    let report: ClassReport = { sameNames: [], changedKeys: [] }
    const result = doEdit(project, context, ({ catalog }, author) => {
      const { editId, ...rest } =
        source.kind === 'project'
          ? withOther(catalog, source.file, (other) =>
              importClasses(catalog, { kind: 'project', catalog: other }, basename(source.file), author),
            )
          : importClasses(catalog, source, null, author)
      report = rest
      return editId
    })
    return { ...result, ...report }
  },
  listMapping: ({ of }, { service: { project } }) => listMapping(project.catalog, getModel(project, of)),
  setMapping: ({ project: file, of, entries }, context) =>
    doEdit(file, context, (project, author) => setMapping(project.catalog, getModel(project, of), entries, author)),
} satisfies HandlersOf<typeof classCalls>

function getModel({ model: first, secondModel }: Project, of: ModelRank): ModelRow {
  const model = of === 'first' ? first : secondModel
  if (model === null && of === 'second')
    throw new GlanceError('wrong-use', 'This project has no comparison model.', 'Run a comparison model first.')
  if (model === null)
    throw new GlanceError('wrong-use', 'No model has run on these photos yet.', 'Pre-label them first.')
  return model
}
