import { expect, test } from 'vitest'
import { answerBytes, answerEmpty, answerJson, cachedForEver, refuse } from './http-answer.ts'

const describe = async (response: Response): Promise<unknown[]> => [
  response.status,
  response.headers.get('content-type'),
  response.headers.get('cache-control'),
  await response.text(),
]

test('nothing is cached unless it says so', async () => {
  expect(await describe(refuse(404, 'File not found.'))).toEqual([
    404,
    'text/plain; charset=utf-8',
    'no-store',
    'File not found.',
  ])
  expect(await describe(answerJson({ run: 1 }))).toEqual([200, 'application/json', 'no-store', '{"run":1}'])
  expect(await describe(answerEmpty(204))).toEqual([204, null, 'no-store', ''])
  expect(await describe(answerBytes(Buffer.from('abc')))).toEqual([200, 'application/octet-stream', 'no-store', 'abc'])
  const image = answerBytes(Buffer.from('abc'), {
    type: 'image/webp',
    cache: cachedForEver,
    headers: { 'x-batch': '7' },
  })
  expect(image.headers.get('x-batch')).toBe('7')
  expect(await describe(image)).toEqual([200, 'image/webp', cachedForEver, 'abc'])
})
