import type { Readable } from 'node:stream'

/** What is thrown where the stream ends without its end. */
export const closedEarly = 'the connection was closed'

/** Bytes that may wait to be written before the connection is held back. */
const mostWaiting = 4 * 2 ** 20

/**
 * Chunks of a stream as they come. A stream that breaks throws away what it holds; here all that had come is given
 * first, and the error after it: on a line that breaks again and again this is the difference between progress and
 * none.
 */
export function readChunks(stream: Readable): AsyncGenerator<Uint8Array, void> {
  const state: { chunks: Uint8Array[]; waiting: number; end: { error: Error | null } | null; wake: () => void } = {
    chunks: [],
    waiting: 0,
    end: null,
    wake: () => undefined,
  }
  const finish = (error: Error | null): void => {
    state.end ??= { error }
    state.wake()
  }
  // At once, and not when the first chunk is asked for: it may have broken by then.
  stream.on('data', (chunk: Uint8Array) => {
    state.chunks.push(chunk)
    state.waiting += chunk.length
    if (state.waiting > mostWaiting) stream.pause()
    state.wake()
  })
  stream
    .once('end', () => finish(null))
    .once('error', finish)
    .once('close', () => finish(new Error(closedEarly)))
  return give()

  async function* give(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const chunk = state.chunks.shift()
      if (chunk !== undefined) {
        yield chunk
        state.waiting -= chunk.length
        if (state.waiting <= mostWaiting) stream.resume()
      } else if (state.end !== null) {
        if (state.end.error !== null) throw state.end.error
        return
      } else {
        await new Promise<void>((resolve) => {
          state.wake = resolve
        })
      }
    }
  }
}
