import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { stateBeside } from './statement-file.ts'
import type { Statement } from './statement.ts'

const statement: Statement = {
  auditId: 1,
  share: 0.99032,
  target: 0.99,
  reached: true,
  confidence: 0.96,
  overall: 0.95,
  total: 6096,
  population: 4600,
  outside: 3,
  sampled: 340,
  errors: 1,
  author: 'Ann',
  modelKey: 'deit',
  date: Date.UTC(2026, 0, 31, 12),
}

function writeLabels(): string {
  const labels = join(makeTempFolder(), 'labels.csv')
  writeFileSync(labels, 'file_name,label\r\na.jpg,cat\r\n')
  return labels
}

test('a statement that stands is put beside the labels and bound to their content', async () => {
  const labels = writeLabels()
  const result = await stateBeside(labels, statement)
  expect(result).toEqual({
    statement: expect.stringMatching(/^At least 99\.0 % of the 6096 photos are right, with 95 % confidence/) as string,
    statementFile: `${labels}.audit.json`,
  })
  expect(JSON.parse(readFileSync(result.statementFile!, 'utf8'))).toMatchObject({
    statement: result.statement,
    labels: { file: 'labels.csv', sha256: createHash('sha256').update(readFileSync(labels)).digest('hex') },
    atLeastRight: 0.99032,
    confidence: 0.95,
    total: 6096,
    outside: 3,
    audit: { date: '2026-01-31T12:00:00.000Z', auditor: 'Ann', decidedOneByOne: 1496, sampled: 340, errorsFound: 1 },
  })
})

test('an earlier statement goes where none stands', async () => {
  const labels = writeLabels()
  const { statementFile } = await stateBeside(labels, statement)
  expect(await stateBeside(labels, null)).toEqual({})
  expect(existsSync(statementFile!)).toBe(false)
})

test("a file of somebody else's in its place stays", async () => {
  const labels = writeLabels()
  const place = `${labels}.audit.json`
  writeFileSync(place, '{"mine": true}')
  expect(await stateBeside(labels, statement)).not.toHaveProperty('statementFile')
  expect(await stateBeside(labels, null)).toEqual({})
  expect(readFileSync(place, 'utf8')).toBe('{"mine": true}')
})
