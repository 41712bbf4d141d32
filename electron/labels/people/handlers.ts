import { basename } from 'node:path'
import type { Catalog } from '../../catalog/connection.ts'
import { listAnnotators } from '../../catalog/queries/people.ts'
import type { ImportResult } from './calls.ts'
import { importFolderLabels, importLabels, resolveConflicts } from './import-labels.ts'
import { mergeProject } from './merge-project.ts'
import { compareAnnotators } from './people.ts'
import { doEdit } from '../edits/do-edit.ts'
import { withOther } from '../../project/other-project.ts'
import type { CallContext } from '../../project/context.ts'
import type { HandlersOf } from '../../project/context.ts'
import type { peopleCalls } from './calls.ts'

/** Does an import as any edit is done, and answers with what it did. */
function doImport(
  project: string | undefined,
  context: CallContext,
  work: (catalog: Catalog, author: string) => ImportResult,
): ImportResult {
  let result: ImportResult | undefined
  doEdit(project, context, ({ catalog }, author) => {
    result = work(catalog, author)
    return result.editId
  })
  return result!
}

/** Who labels, and labels that come from elsewhere. */
export const peopleHandlers = {
  listAnnotators: (_args, { service }) => listAnnotators(service.project.catalog),
  compareAnnotators: ({ one, other }, { service }) => compareAnnotators(service.project.catalog, one, other),
  importLabels: ({ project, name, text, author: listAuthor }, context) =>
    doImport(project, context, (catalog, author) =>
      importLabels(catalog, { name, text, author, ...(listAuthor === undefined ? {} : { listAuthor }) }),
    ),
  importFolderLabels: ({ project, level }, context) =>
    doImport(project, context, (catalog, author) => importFolderLabels(catalog, level, author)),
  mergeProject: ({ project, file }, context) =>
    doImport(project, context, (catalog, author) =>
      withOther(catalog, file, (other) => mergeProject(catalog, other, basename(file), author)),
    ),
  resolveConflicts: ({ project, ids, take }, context) =>
    doEdit(project, context, ({ catalog }, author) => resolveConflicts(catalog, ids, take, author)),
} satisfies HandlersOf<typeof peopleCalls>
