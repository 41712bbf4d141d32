import { projectIndex } from '../../library/project-index.ts'
import { listShownPredictions } from '../../library/predictions.ts'
import type { HandlersOf } from '../../project/context.ts'
import { doEdit } from '../edits/do-edit.ts'
import type { splitCalls } from './calls.ts'
import { assignSplits } from './splits.ts'

/** Splits of all images. */
export const splitHandlers = {
  assignSplits: ({ project: file, ratios, seed, scope, keep }, context) =>
    doEdit(file, context, (project, author) =>
      assignSplits(project.catalog, {
        ratios,
        seed,
        scope,
        keep,
        predictions: scope === 'all' ? listShownPredictions(project.get(projectIndex)) : new Map(),
        author,
      }),
    ),
} satisfies HandlersOf<typeof splitCalls>
