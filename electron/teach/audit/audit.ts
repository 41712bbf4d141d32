import type { Catalog } from '../../catalog/connection.ts'
import {
  dropScope,
  findUnknownClass,
  freezeScope,
  listPopulation,
  type Scope,
  stageScope,
} from '../../catalog/queries/audit-scope.ts'
import * as audits from '../../catalog/queries/audits.ts'
import { isMultiLabel } from '../../labels/edits/edits.ts'
import { getClass, noClass } from '../../labels/one-class.ts'
import { drawSample, makeRandom } from '../../lib/random.ts'
import { GlanceError } from '../../../models/errors.ts'
import { allowedErrors, boundErrors } from './bound.ts'
import { type AuditPlan, planAudit } from './plan.ts'
import { alphaOf } from './spending.ts'
import { type Statement, stateResult } from './statement.ts'

/** What is to be shown by an audit. */
export interface AuditGoal {
  /** By image id the class that is predicted; those of images that have a label are ignored. */
  predictions: ReadonlyMap<number, number>
  /** The share of the total that is to be right, above 0, up to 1. */
  target: number
  /** The share of the population that is wrong, as it is estimated; 0 to 1. */
  expectedErrors: number
}

export interface AuditRequest extends AuditGoal {
  /** A whole number of 32 bits that nobody knew when the predictions were made: a new one for each audit. */
  seed: number
  author: string
  /** The model whose predictions these are. */
  modelKey?: string | null
}

/** What an audit would be. */
export interface AuditPreview extends Scope {
  /** The probability of a false statement that it may use. */
  alpha: number
  plan: AuditPlan
}

/**
 * What an audit would be if it began now; nothing is changed.
 * @throws GlanceError where there can be none: an open one, several labels an image, nothing to audit, an unknown class
 */
export const previewAudit = (catalog: Catalog, goal: AuditGoal): AuditPreview =>
  catalog.transaction(() => {
    const preview = stage(catalog, goal)
    dropScope(catalog)
    return preview
  }, 'relaxed')

/**
 * Begins an audit: freezes the class of every image, its label or else its prediction, and draws the sample, uniformly
 * without putting back, from those that no person decided one by one. It is on the disk when this returns.
 * @throws GlanceError as `previewAudit`, and where the estimate misses the target
 */
export function startAudit(
  catalog: Catalog,
  request: AuditRequest,
): AuditPreview & { auditId: number; sample: audits.SampledImage[] } {
  return catalog.transaction(() => {
    const preview = stage(catalog, request)
    const { total, population, outside, alpha, plan } = preview
    const { target, seed, author, modelKey = null } = request
    if (!plan.possible)
      throw new GlanceError(
        'wrong-use',
        'An audit would fail: about {estimate} % are right by the estimate, and the goal is {target} %.',
        'Label more photos first.',
        { params: { estimate: Math.floor(plan.estimate * 1000) / 10, target: Number((target * 100).toFixed(3)) } },
      )
    const { sampled } = plan
    const { begun } = audits.countAudits(catalog)
    // Another sample for every audit, even where a caller gives the same seed again.
    const random = makeRandom((seed ^ Math.imul(begun, 0x9e3779b1)) | 0)
    const sample = drawSample(random, listPopulation(catalog), sampled)
    const start = { total, population, outside, author, target, alpha, seed, sampled, modelKey }
    const auditId = audits.insertAudit(catalog, start)
    freezeScope(catalog, auditId, sample)
    dropScope(catalog)
    return { ...preview, auditId, sample: audits.listSample(catalog, auditId) }
  })
}

/** Stages what would be frozen, and plans. */
function stage(catalog: Catalog, { predictions, target, expectedErrors }: AuditGoal): AuditPreview {
  if (audits.findOpenAudit(catalog) !== null)
    throw new GlanceError('wrong-use', 'An audit is in progress.', 'Finish it, or abandon it.')
  if (isMultiLabel(catalog))
    throw new GlanceError(
      'wrong-use',
      'An audit needs one label per image, and this project allows several.',
      'Switch the project to one label per image.',
    )
  const scope = stageScope(catalog, predictions)
  const unknown = findUnknownClass(catalog)
  if (unknown !== null) throw noClass(unknown)
  const { total, population } = scope
  if (total === 0)
    throw new GlanceError('wrong-use', 'No photo has a label or a prediction: there is nothing to audit.')
  const alpha = alphaOf(audits.countAudits(catalog).used + 1)
  return { ...scope, alpha, plan: planAudit({ population, total, target, alpha, expectedErrors }) }
}

/**
 * Keeps what a person said of photos of the sample: by image id the right class. An answer can be changed while the
 * audit is open. The labels are given by the caller, in an edit. Gives how many photos have no answer yet.
 * @throws GlanceError where the audit is not open, a photo not in its sample, or a class not in the project
 */
export const answerAudit = (catalog: Catalog, auditId: number, answers: ReadonlyMap<number, number>): number =>
  catalog.transaction(() => {
    requireOpen(catalog, auditId)
    const sample = new Set(audits.listSample(catalog, auditId).map(({ imageId }) => imageId))
    for (const imageId of answers.keys())
      if (!sample.has(imageId))
        throw new GlanceError('wrong-use', 'Image {id} is not in the sample of this audit.', '', {
          params: { id: imageId },
        })
    for (const classId of new Set(answers.values())) getClass(catalog, classId)
    audits.recordVerdicts(catalog, auditId, answers)
    return audits.countSample(catalog, auditId).unanswered
  })

/**
 * Ends an audit whose photos are all answered, and gives what it shows. A photo of the sample that is gone, or whose
 * file is another one now, counts as an error that was not put right.
 * @throws GlanceError where the audit is not open, or photos have no answer yet
 */
export const finishAudit = (catalog: Catalog, auditId: number): Statement =>
  catalog.transaction(() => {
    const { population, sampled, total, target, alpha } = requireOpen(catalog, auditId)
    const { unanswered, errors, corrected } = audits.countSample(catalog, auditId)
    if (unanswered > 0)
      throw new GlanceError('wrong-use', 'Photos of the audit without an answer: {count}.', 'Answer them first.', {
        params: { count: unanswered },
      })
    const errorsLeft = boundErrors({ population, sampled, errors }, alpha) - corrected
    const reached = errorsLeft <= allowedErrors(total, target)
    audits.finishAudit(catalog, auditId, { errors, errorsLeft, reached })
    audits.dropFrozen(catalog)
    return stateResult(audits.getAudit(catalog, auditId)!)
  })

/**
 * Ends an audit without a statement. Where an answer of it is known, its part of the error probability is used:
 * whoever could begin again for nothing after a bad start would succeed at last by luck.
 * @throws GlanceError where it is not open
 */
export const abandonAudit = (catalog: Catalog, auditId: number): void =>
  catalog.transaction(() => {
    requireOpen(catalog, auditId)
    audits.abandonAudit(catalog, auditId)
    audits.dropFrozen(catalog)
  })

function requireOpen(catalog: Catalog, auditId: number): audits.AuditRow {
  const audit = audits.getAudit(catalog, auditId)
  if (audit?.state !== 'open')
    throw new GlanceError('not-found', 'There is no open audit {id}.', 'It may have been finished or abandoned.', {
      params: { id: auditId },
    })
  return audit
}
