import { listClasses } from '../catalog/queries/classes.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { doEdit } from '../labels/edits/do-edit.ts'
import { rejectPredictions } from '../labels/edits/edits.ts'
import type { ModelLibraryEvent } from '../model-library/events.ts'
import type { HandlersOf } from '../project/context.ts'
import type { ProjectEvent } from '../project/events.ts'
import type { Project } from '../project/project.ts'
import { abandonAudit, finishAudit } from './audit/audit.ts'
import { acceptAudited, answer, beginAudit, describePreview, describeProgress, requireOpen } from './audits.ts'
import type { teachCalls, TeachQuestion } from './calls.ts'
import { exportTaughtModel } from './export-model.ts'
import { describeTeaching, listSuspicious, readEstimate, readTarget } from './describe.ts'
import type { AskedQuestion } from './session.ts'
import { teaching } from './teaching.ts'

/** For the clusters of the first question: the same photos are asked first each time. */
const seed = 1

/** Learning from labels. */
export const teachHandlers = {
  getTeaching: (_args, { service }) => describeTeaching(service.project),
  setTeaching({ project: file, source, mode, target }, { service }) {
    const project = service.projectMeant(file)
    const catalog = project.writable()
    if (source !== undefined) setSetting(catalog, 'predictionSource', source === 'auto' ? null : source)
    if (mode !== undefined) setSetting(catalog, 'teachMode', mode === 'auto' ? null : mode)
    if (target !== undefined) setSetting(catalog, 'target', target)
    project.get(teaching).choose()
    return describeTeaching(project)
  },
  async askNext({ project: file, skip }, { service }) {
    const project = service.projectMeant(file)
    return describeQuestion(project, await project.get(teaching).ask({ seed, skip }))
  },
  async findMore({ project: file, classId }, { service }) {
    const project = service.projectMeant(file)
    const likeliest = await project.get(teaching).findMore(classId)
    return describeQuestion(project, { kind: 'page', classId, ...likeliest, expectedWrong: 0 })
  },
  exportTaughtModel: ({ project, name }, context) =>
    exportTaughtModel(context.service.projectMeant(project), name, context),
  listSuspicious: ({ limit }, { service }) => listSuspicious(service.project, limit),
  confirmLabels: ({ project: file, ids }, context) =>
    doEdit(file, context, (project, author) => {
      const meant = new Set(ids)
      const against = (project.get(teaching).calibrated?.summary.suspicious ?? []).flatMap(({ id, otherId }) =>
        meant.has(id) ? [[id, otherId] as const] : [],
      )
      return rejectPredictions(project.catalog, new Map(against), author)
    }),
  previewAudit: ({ project, target }, { service }) => describePreview(service.projectMeant(project), target),
  startAudit: ({ project, target }, context) => beginAudit(context.service.projectMeant(project), target, context),
  getAudit: (_args, { service }) => describeProgress(service.project),
  answerAudit: (args, context) => answer(args, context),
  finishAudit({ project: file }, { service }) {
    const project = service.projectMeant(file)
    const catalog = project.writable()
    finishAudit(catalog, requireOpen(catalog))
    project.get(teaching).choose()
    return describeTeaching(project)
  },
  abandonAudit({ project: file }, { service }) {
    const catalog = service.projectMeant(file).writable()
    abandonAudit(catalog, requireOpen(catalog))
    return null
  },
  acceptAudited: ({ project }, context) => acceptAudited(project, context),
} satisfies HandlersOf<typeof teachCalls, ProjectEvent | ModelLibraryEvent>

/** The question with what the page says around it; null where there is nothing to ask. */
function describeQuestion(project: Project, question: AskedQuestion | null): TeachQuestion | null {
  if (question === null || question.ids.length === 0) return null
  const { kind, classId, ids, chances, expectedWrong } = question
  const { learned } = project.get(teaching)
  const className = listClasses(project.catalog).find(({ id }) => id === classId)?.name ?? null
  return {
    kind,
    ref: classId,
    className,
    ids,
    chances,
    expectedWrong,
    left: (learned?.ids.length ?? ids.length) - (learned?.labels ?? 0),
    estimate: readEstimate(project),
    target: readTarget(project),
  }
}
