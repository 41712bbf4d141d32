import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Context } from 'hono'
import { getMimeType } from 'hono/utils/mime'

/**
 * Answers for the page's own files, which are no secret. Their list is made once, so a request can name one of them and
 * nothing else.
 */
export function servePage(folder: string): (context: Context, path: string) => Promise<Response> {
  const files = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
      ),
  )
  return async (context, path) => {
    const name = path === '/' ? 'index.html' : path.slice(1)
    if (!files.has(name)) return context.notFound()
    const bytes = await readFile(join(folder, name))
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
    // Files under assets/ have a hash of their content in their names.
    const cache = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    const headers = { 'content-type': getMimeType(name) ?? 'application/octet-stream', 'cache-control': cache, etag }
    if (context.req.header('if-none-match') === etag) return context.body(null, 304, headers)
    return context.body(bytes as Uint8Array<ArrayBuffer>, 200, headers)
  }
}
