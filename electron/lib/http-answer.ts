/** For content that may be another one tomorrow. */
export const neverCached = 'no-store'
/** For an address that names its content, by a hash or a version. */
export const cachedForEver = 'private, max-age=31536000, immutable'

/** A refusal in one sentence. */
export const refuse = (status: number, text: string): Response =>
  new Response(text, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': neverCached },
  })

/** Bytes of a type, `application/octet-stream` where none is given. */
export const answerBytes = (
  body: Uint8Array,
  { type = 'application/octet-stream', cache = neverCached, headers = {} }: BytesOptions = {},
): Response =>
  new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': type, 'cache-control': cache, ...headers },
  })

interface BytesOptions {
  type?: string
  cache?: string
  headers?: Record<string, string>
}

export const answerJson = (value: unknown): Response =>
  Response.json(value, { headers: { 'cache-control': neverCached } })

/** A status that says all. */
export const answerEmpty = (status: number): Response =>
  new Response(null, { status, headers: { 'cache-control': neverCached } })
