import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { sayDetails } from '../../../models/errors.ts'
import type { ExportResult } from '../../formats/calls.ts'
import { writeFileAtomic } from '../../lib/atomic-file.ts'
import { isStandardOutput } from '../../lib/standard-output.ts'
import { describeStatement } from './describe-statement.ts'
import type { Statement } from './statement.ts'

const format = 'glance-audit-statement'
/** Larger files of this name are not ours. */
const mostBytes = 64 * 1024

/** The file of a statement, beside the labels that it is about. */
export const nameStatementFile = (labels: string): string => `${labels}.audit.json`

/** A statement as others read it: in words and in numbers. */
export const formatStatement = (statement: Statement, labels: { file: string; sha256: string }): string => {
  const { share, confidence, overall, total, outside, population, sampled, errors, author, modelKey, date } = statement
  return `${JSON.stringify(
    {
      format,
      statement: sayDetails(describeStatement(statement)),
      // Of another content the statement says nothing.
      labels,
      atLeastRight: share,
      confidence: overall,
      total,
      outside,
      audit: {
        date: new Date(date).toISOString(),
        auditor: author,
        confidence,
        decidedOneByOne: total - population,
        sampledFrom: population,
        sampled,
        errorsFound: errors,
        model: modelKey,
      },
    },
    null,
    2,
  )}\n`
}

/**
 * Puts a statement beside an exported file of labels, named after it and bound to its content; where none stands, one
 * of an earlier export is removed, because it is not about these labels. Nothing is put beside a pipe or device.
 *
 * @returns the statement's file, or null
 * @throws the error of the file system
 */
async function placeStatement(labels: string, statement: Statement | null): Promise<string | null> {
  if (isStandardOutput(labels) || !(await stat(labels)).isFile()) return null
  const file = nameStatementFile(labels)
  if (existsSync(file) && !(await isStatementFile(file))) return null
  if (statement === null) {
    await rm(file, { force: true })
    return null
  }
  const sha256 = createHash('sha256')
  await pipeline(createReadStream(labels), sha256)
  await writeFileAtomic(file, [formatStatement(statement, { file: basename(labels), sha256: sha256.digest('hex') })])
  return file
}

/** What an export adds to its result where a statement stands, which is put beside the labels. */
export async function stateBeside(
  labels: string,
  statement: Statement | null,
): Promise<Pick<ExportResult, 'statement' | 'statementFile'>> {
  const placed = await placeStatement(labels, statement)
  if (statement === null) return {}
  const said = { statement: sayDetails(describeStatement(statement)) }
  return placed === null ? said : { ...said, statementFile: placed }
}

/** Whether a file is one of ours, which may be replaced. */
async function isStatementFile(file: string): Promise<boolean> {
  const found = await stat(file)
  if (!found.isFile() || found.size > mostBytes) return false
  try {
    return z.looseObject({ format: z.literal(format) }).safeParse(JSON.parse(await readFile(file, 'utf8'))).success
  } catch {
    return false
  }
}
