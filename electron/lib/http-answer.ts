/** Answers of HTTP and of the app's own protocol. Nothing is kept by a browser unless `cache` says so. */
const notKept = 'no-store'

/** An address that names its content by a hash is good for ever. */
export const keptForEver = 'private, max-age=31536000, immutable'

export const answerText = (status: number, text: string): Response =>
  new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': notKept } })

export const answerEmpty = (status: number): Response =>
  new Response(null, { status, headers: { 'cache-control': notKept } })

export const answerJson = (value: unknown): Response => Response.json(value, { headers: { 'cache-control': notKept } })

export const answerBytes = (
  body: Uint8Array,
  {
    type = 'application/octet-stream',
    cache = notKept,
    headers = {},
  }: { type?: string; cache?: string; headers?: Record<string, string> } = {},
): Response =>
  new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': type, 'cache-control': cache, ...headers },
  })
