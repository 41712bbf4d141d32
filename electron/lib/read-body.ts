/**
 * The whole body of a request; null where it is larger than the limit, and then none of it is kept. An
 * announced length is believed only where it is too large.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (request.body === null) return new Uint8Array(0)
  const reader = (request.body as ReadableStream<Uint8Array>).getReader()
  if (Number(request.headers.get('content-length') ?? 0) > limit) {
    void discard(reader)
    return null
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    size += value!.length
    if (size > limit) {
      void discard(reader)
      return null
    }
    chunks.push(value!)
  }
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return body
}

/** Lets the rest come, because a connection that is closed while it comes may lose the answer. */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The other side, or the host, has had enough.
  }
}

/** A body of JSON as it was read; undefined where it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch {
    return undefined
  }
}
