import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import type { ServiceEvent } from './events.ts'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import type { CallName } from './calls.ts'
import { makeClassifier } from '../../models/deit/fixtures/make-model.ts'
import { Service } from '../project/service.ts'
import { dispatch } from './dispatch.ts'

let data: string
beforeEach(() => {
  data = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', data)
  return () => vi.unstubAllEnvs()
})

const signal = new AbortController().signal
const context = { emit: () => undefined, signal }
/** A call as it comes from outside, where no compiler checked it. */
const call = (name: string, args: unknown) =>
  dispatch(new Service(), name as 'models', args as Record<string, never>, context)

describe('what comes from outside', () => {
  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'Prelabel', ''])(
    'the name "%s" finds nothing',
    async (name) => {
      const details = { message: 'Unknown call "{name}".', hint: '', params: { name } }
      expect(await call(name, {})).toEqual({
        error: { code: 'wrong-use', message: `Unknown call "${name}".`, details },
      })
    },
  )

  test.each([
    ['prelabel', {}, /^folder: /],
    ['prelabel', { folder: '/a', topK: 0, threshold: 2 }, /topK: .+; threshold: /],
    ['prelabel', null, /expected object/i],
    ['models', { extra: 1 }, /extra/],
    ['importModel', { file: 'a', name: 'a/b' }, /^name: letters, digits/],
  ])('%s with %o is wrong use', async (name, args, message) => {
    expect(await call(name, args)).toMatchObject({
      error: {
        code: 'wrong-use',
        message: expect.stringMatching(message) as string,
        details: { message: '{issues}', hint: '', params: { issues: expect.any(Array) as unknown } },
      },
    })
    expect(readdirSync(data)).toEqual([])
  })
})

describe('how calls end', () => {
  test('well', async () => {
    const outcome = await dispatch(new Service(), 'models', {}, context)
    expect(outcome).toMatchObject({
      ok: [{ isDefault: true, distilled: true, attention: true, parameters: expect.any(Number) as number }],
    })
  })

  test('with an error of Glance’s, its hint included', async () => {
    const folder = join(data, 'none')
    for (const [name, args] of [
      ['prelabel', { folder }],
      ['prelabel', { folder: data, model: 'none' }],
      ['importModel', { file: folder }],
    ] as [CallName, object][]) {
      expect(await call(name, args), name).toMatchObject({
        error: { code: 'not-found', message: expect.stringMatching(/none.*\. \w.*\.$/s) as string },
      })
    }
    expect(await call('export', { folder, csv: join(data, 'a.csv') })).toMatchObject({
      error: { code: 'not-found', message: expect.stringContaining('none') as string },
    })
    expect(await dispatch(new Service(), 'export', { csv: 'a.csv' }, context)).toMatchObject({
      error: { code: 'wrong-use' },
    })
    expect(readdirSync(data)).toEqual([])
  })

  test('with an error of a model', async () => {
    const file = join(data, 'a.onnx')
    writeFileSync(file, makeClassifier({ input: ['N', 8, 8, 3] }))
    expect(await dispatch(new Service(), 'importModel', { file }, context)).toMatchObject({
      error: {
        code: 'unsupported-model',
        message: expect.stringMatching(/a\.onnx cannot be used.+Glance runs ONNX classifiers/) as string,
      },
    })
  })

  test('with a bug, which is called internal and says where it is', async () => {
    mkdirSync(join(data, 'models'))
    writeFileSync(join(data, 'models/broken.onnx'), 'x')
    const emit = (): void => {
      throw new TypeError('a bug')
    }
    expect(await dispatch(new Service(), 'models', {}, { emit, signal })).toMatchObject({
      error: { code: 'internal', message: expect.stringMatching(/TypeError: a bug\n.*dispatch\.test\.ts/s) as string },
    })
  })
})

test('a model that is damaged is left out of the list, with a note', async () => {
  mkdirSync(join(data, 'models'))
  writeFileSync(join(data, 'models/broken.onnx'), 'x')
  const events: ServiceEvent[] = []
  const outcome = await dispatch(new Service(), 'models', {}, { emit: (event) => void events.push(event), signal })
  expect(outcome).toMatchObject({ ok: [{ isDefault: true }] })
  expect(events).toMatchObject([{ type: 'note', text: expect.stringContaining('broken.onnx') as string }])
})
