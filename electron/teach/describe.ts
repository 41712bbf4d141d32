import { listClasses } from '../catalog/queries/classes.ts'
import { listModels } from '../catalog/queries/models.ts'
import { getSetting } from '../catalog/queries/settings.ts'
import type { Project } from '../project/project.ts'
import { sayDetails } from '../../models/errors.ts'
import { wilsonInterval } from '../../models/statistics.ts'
import { describeStanding, describeStatement } from './audit/describe-statement.ts'
import { readStatement } from './audit/statement.ts'
import type { AuditStatement, SuspiciousLabel, Teaching as TeachingInfo } from './calls.ts'
import { answersCounted } from './math/trust.ts'
import { teaching } from './teaching.ts'

/** What a person aims at where they said nothing else. */
export const defaultTarget = 0.99

export const readTarget = ({ catalog }: Pick<Project, 'catalog'>): number =>
  getSetting(catalog, 'target') ?? defaultTarget

/** What was learned, as the page shows it. */
export function describeTeaching(project: Project): TeachingInfo {
  const made = project.get(teaching)
  const { learned, calibrated, failure, curve } = made
  const { catalog } = project
  const keys = new Map(listModels(catalog).map(({ id, key }) => [id, key]))
  const names = new Map(listClasses(catalog).map(({ id, name }) => [id, name]))
  const summary = calibrated?.summary ?? null
  const interval = summary === null ? null : wilsonInterval(summary.right, summary.rows)
  const photos = learned === null ? 0 : learned.top.reduce((sum, place) => sum + Number(place >= 0), 0)
  return {
    state: made.state,
    failure,
    source: made.source,
    choice: made.choice,
    mode: getSetting(catalog, 'teachMode') ?? 'auto',
    modes: (calibrated?.modes ?? []).map(({ mode, rows, right }) => ({
      mode,
      accuracy: rows === 0 ? null : right / rows,
      rows,
      isUsed: mode === learned?.mode,
    })),
    models: (learned?.modelIds ?? []).map((id) => keys.get(id) ?? ''),
    photos,
    withoutEmbedding: Math.max(0, countPresent(project) - (learned?.ids.length ?? 0)),
    labels: learned?.labels ?? 0,
    classes: learned?.classIds.length ?? 0,
    leftOut: summary === null || interval === null ? null : { rows: summary.rows, right: summary.right, interval },
    trust: learned?.trust ?? 0,
    answered: learned?.answered ?? 0,
    estimate: readEstimate(project),
    margin: learned?.margin ?? 0,
    target: readTarget(project),
    perClass: (summary?.perClass ?? []).flatMap((one) => {
      const className = names.get(one.classId)
      return className === undefined ? [] : [{ ...one, className }]
    }),
    curve:
      summary === null || summary.rows === 0
        ? curve
        : [...curve, { labels: learned?.labels ?? 0, accuracy: summary.right / summary.rows }],
    suspicious: summary?.suspicious.length ?? 0,
    statement: describeAudit(project),
  }
}

/** Expected share of right labels and predictions; null before enough predictions were answered. */
export function readEstimate(project: Project): number | null {
  const { learned } = project.get(teaching)
  return learned === null || learned.answered < answersCounted ? null : learned.estimate
}

/** Labels that are likely wrong, the likeliest first. */
export function listSuspicious(project: Project, limit: number): SuspiciousLabel[] {
  const names = new Map(listClasses(project.catalog).map(({ id, name }) => [id, name]))
  const all = project.get(teaching).calibrated?.summary.suspicious ?? []
  return all.slice(0, limit).flatMap(({ id, classId, otherId, reason, own, other }) => {
    const [label, name] = [names.get(classId), names.get(otherId)]
    if (label === undefined || name === undefined) return []
    return [
      { id, reason, label, predicted: name, predictedId: otherId, ownConfidence: own, predictedConfidence: other },
    ]
  })
}

function countPresent(project: Project): number {
  return project.roots.describe().reduce((sum, { images }) => sum + images, 0)
}

function describeAudit({ catalog }: Project): AuditStatement | null {
  const statement = readStatement(catalog)
  if (statement === null) return null
  const { share, target, reached, confidence, total, sampled, errors, date } = statement
  const said = describeStatement(statement)
  return {
    state: statement.holds,
    share,
    target,
    reached,
    confidence,
    total,
    sampled,
    errors,
    date,
    changed: statement.holds === 'ended' ? statement.differences : 0,
    text: sayDetails(said),
    details: said,
    standing: describeStanding(statement),
  }
}
