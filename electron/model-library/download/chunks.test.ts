import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readChunks } from './chunks.ts'

test('all that came is given, then the end or the error, however slowly it is taken', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })),
      fc.boolean(),
      fc.boolean(),
      async (parts, breaks, isSlow) => {
        const stream = new PassThrough()
        const chunks = readChunks(stream)
        for (const part of parts) stream.write(part)
        if (!breaks) stream.end()
        await setImmediate() // what was written has come
        if (breaks) stream.destroy(new Error('broken'))
        const got: Uint8Array[] = []
        const taking = (async () => {
          for await (const chunk of chunks) {
            got.push(chunk)
            if (isSlow) await setImmediate()
          }
        })()
        if (breaks) await expect(taking).rejects.toThrow('broken')
        else await taking
        expect(Buffer.concat(got).equals(Buffer.concat(parts))).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})

test('a fast line is held back while the disk is slow', async () => {
  const stream = new PassThrough()
  const chunks = readChunks(stream)
  const piece = Buffer.alloc(2 ** 20)
  for (let index = 0; index < 10; index++) {
    stream.write(piece)
    await setImmediate()
  }
  expect(stream.isPaused()).toBe(true)
  stream.end()
  let size = 0
  for await (const chunk of chunks) size += chunk.length
  expect(size).toBe(10 * piece.length)
})
