import { z } from 'zod'
import type { ReadableCatalog } from '../../catalog/connection.ts'
import { answerBytes } from '../../lib/http-answer.ts'
import { refuseFor } from '../../project/refusal.ts'
import { schemaError } from '../../project/schema-error.ts'
import { formatStatement } from './statement-file.ts'
import { readStanding } from './statement.ts'

const query = z.strictObject({ file: z.string().min(1).max(255), sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/** The statement beside labels that a browser downloaded, as a file; 204 where none stands. */
export function answerStatement(catalog: ReadableCatalog, params: URLSearchParams): Response {
  const labels = query.safeParse(Object.fromEntries(params))
  if (!labels.success) return refuseFor(400, schemaError(labels.error))
  const statement = readStanding(catalog)
  if (statement === null) return new Response(null, { status: 204 })
  const text = formatStatement(statement, labels.data)
  return answerBytes(new TextEncoder().encode(text), { type: 'application/json', cache: 'no-store' })
}
