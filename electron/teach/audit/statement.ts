import type { ReadableCatalog } from '../../catalog/connection.ts'
import { type AuditRow, compareAudit, findReachedAudit } from '../../catalog/queries/audits.ts'
import { overallAlpha } from './spending.ts'

/** What an audit showed: "at least `share` of the `total` are right". */
export interface Statement {
  auditId: number
  /** The lower confidence bound of the share of the total that is right, 0 to 1. */
  share: number
  /** What was to be shown, 0 to 1. */
  target: number
  reached: boolean
  /** Of this audit alone, 0 to 1. */
  confidence: number
  /** That all statements of the project's audits together are true, 0 to 1. */
  overall: number
  /** Photos that it is about. */
  total: number
  /** Those of them that no person had decided one by one. */
  population: number
  /** Photos that it is not about: without label and prediction, with several labels, unreadable. */
  outside: number
  sampled: number
  /** Errors found, which are put right. */
  errors: number
  author: string
  /** The model whose predictions were audited, or null. */
  modelKey: string | null
  /** Milliseconds since 1970. */
  date: number
}

/** Whether a statement still holds: `open` where photos of it have no label yet, and nothing else is different. */
export type Standing =
  | { holds: 'stands' }
  | { holds: 'open'; open: number }
  /** `changed`: labels that differ; `gone`, `come`: photos. `differences`: all three. */
  | { holds: 'ended'; differences: number; changed: number; gone: number; come: number }

/** What a finished audit showed. */
export function stateResult(audit: AuditRow): Statement {
  const { id, target, alpha, total, population, outside, sampled, author, modelKey } = audit
  const allowed = audit.errorsLeft ?? total
  return {
    auditId: id,
    share: (total - allowed) / total,
    target,
    reached: audit.reached,
    confidence: 1 - alpha,
    overall: 1 - overallAlpha,
    total,
    population,
    outside,
    sampled,
    errors: audit.errors ?? 0,
    author,
    modelKey,
    date: audit.finishedAt ?? audit.createdAt,
  }
}

/**
 * The statement of the newest audit that reached its target, and whether it still holds; null where there is none.
 * Compared with the project anew each time, so that an undo of what ended it makes it hold again: half a second of
 * computing for 1,000,000 photos.
 */
export function readStatement(catalog: ReadableCatalog): (Statement & Standing) | null {
  const audit = findReachedAudit(catalog)
  if (audit === null) return null
  const { changed, gone, come, open } = compareAudit(catalog, audit)
  const differences = changed + gone + come
  const statement = stateResult(audit)
  if (differences > 0) return { ...statement, holds: 'ended', differences, changed, gone, come }
  return open > 0 ? { ...statement, holds: 'open', open } : { ...statement, holds: 'stands' }
}

/** What the last audit states, where every label still is as it was audited; else null. */
export function readStanding(catalog: ReadableCatalog): Statement | null {
  const statement = readStatement(catalog)
  return statement?.holds === 'stands' ? statement : null
}
