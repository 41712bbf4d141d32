import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { protocol, type Session } from 'electron'
import { answerBytes, refuse } from '../lib/http-answer.ts'
import { pageHeaders } from '../api/page-headers.ts'
import { origin, scheme } from './channels.ts'

const types: Partial<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Must run before Electron is ready. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, corsEnabled: true }
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }])
}

/** Answers for the whole of `app://glance/`: the page's own files, and what the service has. */
export function handleProtocol(
  session: Session,
  pageFolder: string,
  askService: (request: Request) => Promise<Response>,
): void {
  session.protocol.handle(scheme, async (request) => {
    const response = await answer(request, pageFolder, askService).catch((error: unknown) => {
      console.error(error)
      return refuse(500, 'Internal error in Glance.')
    })
    const headers = new Headers(response.headers)
    for (const [name, value] of Object.entries(pageHeaders)) headers.set(name, value)
    return new Response(response.body, { status: response.status, headers })
  })
}

async function answer(
  request: Request,
  pageFolder: string,
  askService: (request: Request) => Promise<Response>,
): Promise<Response> {
  const url = new URL(request.url)
  if (`${url.protocol}//${url.host}` !== origin) return refuse(404, 'Not found.')
  // Here the page has paths: nothing of a checkpoint's size is sent from process to process.
  if (url.pathname === '/files/upload') return refuse(404, 'Give the path of the file.')
  if (/^\/(files|inference)\//.test(url.pathname)) return askService(request)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET is allowed here.')
  const file = locatePageFile(pageFolder, url.pathname)
  return file === null ? refuse(404, 'File not found.') : readPageFile(file)
}

/** The path of a file of the page; null where the path leads elsewhere or tries to. */
export function locatePageFile(pageFolder: string, pathname: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (/%2f|%5c/i.test(pathname) || /[\\\0:]/.test(path)) return null
  const file = join(pageFolder, path === '/' ? 'index.html' : path)
  return file.startsWith(pageFolder.endsWith(sep) ? pageFolder : pageFolder + sep) ? file : null
}

async function readPageFile(file: string): Promise<Response> {
  try {
    // Read whole, because files inside the app's archive have no address that could be streamed from.
    const body = await readFile(file)
    return answerBytes(body, { type: types[extname(file)] ?? 'application/octet-stream', cache: 'no-cache' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return refuse(404, 'File not found.')
    throw error
  }
}
