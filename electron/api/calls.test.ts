import { expect, test } from 'vitest'
import { calls, pageCalls } from './calls.ts'
import { GlanceError } from '../../models/errors.ts'
import { terminalCalls } from './terminal-calls.ts'

const { prelabel, export: exportCall } = terminalCalls
const schemas = { ...calls, prelabel: prelabel.args, export: exportCall.args }

test('what is not given gets its default', () => {
  expect(schemas.prelabel.parse({ folder: '/a' })).toEqual({
    folder: '/a',
    model: 'default',
    engine: 'auto',
    maps: true,
    thumbnails: false,
    excelSafe: false,
  })
  expect(schemas.export.parse({ csv: 'a.csv' })).toEqual({ csv: 'a.csv', format: 'csv', excelSafe: false })
  expect(calls.importModel.parse({ file: 'a.pth' })).toEqual({ file: 'a.pth', precision: 'float32' })
})

test.each<[keyof typeof schemas, object]>([
  ['prelabel', {}],
  ['prelabel', { folder: '' }],
  ['prelabel', { folder: 7 }],
  ['prelabel', { folder: 'a', threshold: 1.01 }],
  ['prelabel', { folder: 'a', threshold: -0.1 }],
  ['prelabel', { folder: 'a', threshold: NaN }],
  ['prelabel', { folder: 'a', topK: 0 }],
  ['prelabel', { folder: 'a', topK: 1.5 }],
  ['prelabel', { folder: 'a', topK: 1001 }],
  ['prelabel', { folder: 'a', engine: 'cuda' }],
  ['prelabel', { folder: 'a', csv: '' }],
  ['prelabel', { folder: 'a', unknown: 1 }],
  ['export', { folder: 'a' }],
  ['export', { folder: 'a', csv: 'a.csv', format: 'none' }],
  ['models', { folder: 'a' }],
  ['importModel', { file: 'a', name: '../b' }],
  ['importModel', { file: 'a', name: '' }],
  ['importModel', { file: 'a', resolution: 0 }],
  ['importModel', { file: 'a', heads: 2.5 }],
  ['importModel', { file: 'a', precision: 'int8' }],
])('%s refuses %o', (name, args) => {
  expect(schemas[name].safeParse(args).success).toBe(false)
})

test('names of models may be of any language', () => {
  for (const name of ['deit_tiny-1.0', 'Modèle', '模型'])
    expect(calls.importModel.safeParse({ file: 'a', name }).success, name).toBe(true)
})

test('an error is one line with its hint', () => {
  expect(new GlanceError('not-found', 'It is gone.', 'Look elsewhere.').text).toBe('It is gone. Look elsewhere.')
  expect(new GlanceError('not-found', 'It is gone.').text).toBe('It is gone.')
})

test('no page makes a call of the terminal', () => {
  expect(pageCalls.filter((name) => Object.hasOwn(terminalCalls, name))).toEqual([])
})
