import { expect, test } from 'vitest'
import { z } from 'zod'
import { GlanceError } from '../../models/errors.ts'
import { schemaError, schemaTexts } from './schema-error.ts'

const colour = z.string().regex(/^#/, 'must be a colour like #4e79a7')
const schema = z.strictObject({
  name: z.string().min(1),
  note: z.string().max(3),
  ids: z.array(z.int()).min(1),
  share: z.number().gt(0).max(1),
  kind: z.enum(['a', 'b']),
  url: z.url(),
  pair: z.tuple([z.int(), z.int()]).or(z.null()),
  colour,
})

function refuse(value: unknown): GlanceError & { zod: string } {
  const { error } = schema.safeParse(value)
  const zod = error!.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  return Object.assign(schemaError(error!), { zod })
}

test.each([
  [null],
  ['text'],
  [{}],
  [{ name: '', note: 'long', ids: [], share: 0, kind: 'c', url: 'x', pair: [1], colour: 'red', '{keys}': 1 }],
  [{ name: 3, note: 'a{limit}', ids: [1.5, 'x', 2 ** 60], share: 2, kind: null, url: 3, pair: 3, a: 1, b: 2 }],
])('what a schema refuses is said in English as zod says it, and in texts with values: %j', (value) => {
  const error = refuse(value)
  expect(error).toMatchObject({ code: 'wrong-use', message: error.zod, details: { message: '{issues}' } })
  const issues = error.details.params['issues'] as unknown as { params: { problem: { message: string } } }[]
  const own = ['must be a colour like #4e79a7']
  expect(
    issues.map(({ params }) => params.problem.message).filter((text) => ![...schemaTexts, ...own].includes(text)),
  ).toEqual([])
})

test('values are taken from the sentence', () => {
  const { params } = refuse({ ids: [] }).details
  expect(params['issues']).toContainEqual({
    message: '{path}: {problem}',
    hint: '',
    params: {
      path: 'ids',
      problem: { message: 'Too small: expected array to have >={limit} items', hint: '', params: { limit: '1' } },
    },
  })
})
