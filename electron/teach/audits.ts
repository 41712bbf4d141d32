import type { Catalog } from '../catalog/connection.ts'
import * as audits from '../catalog/queries/audits.ts'
import { listClasses } from '../catalog/queries/classes.ts'
import type { EditResult } from '../labels/edits/calls.ts'
import { doEdit } from '../labels/edits/do-edit.ts'
import { sweepPredictions } from '../labels/edits/edits.ts'
import { listShownClasses } from '../library/predictions.ts'
import { projectIndex } from '../library/project-index.ts'
import { GlanceError } from '../../models/errors.ts'
import type { CallContext } from '../project/context.ts'
import { readPreferences } from '../project/preferences.ts'
import type { Project } from '../project/project.ts'
import { answerAudit, type AuditGoal, type AuditPreview, previewAudit, startAudit } from './audit/audit.ts'
import { readStatement } from './audit/statement.ts'
import { allowedErrors, boundErrors } from './audit/bound.ts'
import { planAudit } from './audit/plan.ts'
import type { AuditProgress, AuditSize } from './calls.ts'
import { pageSize } from './math/policy.ts'
import { teaching } from './teaching.ts'

/** What would be frozen now, with as many errors as the estimate says. */
async function makeGoal(
  project: Project,
  target: number,
): Promise<{ catalog: Catalog; goal: AuditGoal; preview: AuditPreview }> {
  const catalog = project.writable()
  const made = project.get(teaching)
  await made.settle()
  const predictions = listShownClasses(project.get(projectIndex))
  const goal = { predictions, target, expectedErrors: 0 }
  const preview = previewAudit(catalog, goal)
  const { total, population } = preview
  // Labels of accepted pages are in the population, too, and count as right in the estimate.
  const wrong = made.learned === null ? 0 : (1 - made.learned.expected) * total
  const expectedErrors = population === 0 ? 0 : Math.min(1, wrong / population)
  return { catalog, goal: { ...goal, expectedErrors }, preview }
}

/** How large an audit would be if it began now; nothing is changed. */
export async function describePreview(project: Project, target: number): Promise<AuditSize> {
  const { goal, preview } = await makeGoal(project, target)
  const { total, population, alpha } = preview
  const plan = planAudit({ total, population, target, alpha, expectedErrors: goal.expectedErrors })
  return { total, population, sampled: plan.possible ? plan.sampled : null }
}

/** Freezes what the project shows and draws the sample. */
export async function beginAudit(project: Project, target: number, { data }: CallContext): Promise<AuditProgress> {
  const { catalog, goal } = await makeGoal(project, target)
  startAudit(catalog, {
    ...goal,
    // Nobody may know it beforehand; the audit keeps it.
    seed: crypto.getRandomValues(new Int32Array(1))[0]!,
    author: readPreferences(data).author,
    modelKey: project.model?.key ?? null,
  })
  return describeProgress(project)!
}

/** The audit that is open, or null. */
export function describeProgress({ catalog }: Project): AuditProgress | null {
  const audit = audits.findOpenAudit(catalog)
  if (audit === null) return null
  const { target, population, total, sampled, alpha } = audit
  const sample = audits.listSample(catalog, audit.id)
  const names = new Map(listClasses(catalog).map(({ id, name }) => [id, name]))
  const { unanswered } = audits.countSample(catalog, audit.id)
  const most = allowedErrors(total, target)
  let allowed = -1
  while (allowed < sampled && boundErrors({ population, sampled, errors: allowed + 1 }, alpha) - (allowed + 1) <= most)
    allowed++
  return {
    target,
    population,
    total,
    sampled,
    answered: sampled - unanswered,
    errors: sample.filter(({ classId, verdict }) => verdict !== null && verdict !== classId).length,
    allowed,
    page: audits
      .listUnanswered(catalog, audit.id, pageSize)
      .map(({ imageId, classId }) => ({ id: imageId, classId, className: names.get(classId) ?? '' })),
  }
}

/** Keeps what a person said of photos of the sample: as labels, in one edit, and as answers of the audit. */
export function answer(
  {
    project: file,
    right,
    wrong,
  }: { project?: string | undefined; right: readonly number[]; wrong: readonly { id: number; classId: number }[] },
  context: CallContext,
): EditResult {
  return doEdit(file, context, ({ catalog }, author) => {
    const audit = requireOpen(catalog)
    const frozen = new Map(audits.listSample(catalog, audit).map(({ imageId, classId }) => [imageId, classId]))
    const answers = new Map(wrong.map(({ id, classId }) => [id, classId]))
    for (const id of right) {
      const classId = frozen.get(id)
      if (classId !== undefined) answers.set(id, classId)
    }
    return catalog.transaction(() => {
      answerAudit(catalog, audit, answers)
      return sweepPredictions(catalog, { accept: answers, reject: new Map() }, author)
    })
  })
}

/** Makes the frozen predictions of the newest audit that reached its target labels. */
export const acceptAudited = (file: string | undefined, context: CallContext): EditResult =>
  doEdit(file, context, ({ catalog }, author) => {
    const audit = audits.findReachedAudit(catalog)
    if (audit === null) throw new GlanceError('wrong-use', 'No audit has reached its target.', 'Finish an audit first.')
    if (readStatement(catalog)!.holds === 'ended')
      throw new GlanceError(
        'wrong-use',
        'The statement of the audit has ended: labels or photos changed since.',
        'Undo these changes, or start another audit.',
      )
    return sweepPredictions(catalog, { accept: audits.listUnlabeled(catalog, audit.id), reject: new Map() }, author)
  })

/** The audit that is open. @throws GlanceError where there is none */
export function requireOpen(catalog: Catalog): number {
  const audit = audits.findOpenAudit(catalog)
  if (audit === null) throw new GlanceError('wrong-use', 'No audit is in progress.', 'Start one.')
  return audit.id
}
