import {
  type CallArgs,
  type CallName,
  type CallResults,
  type ExportChoice,
  exportFormats,
  type Outcome,
  type ServiceEvent,
} from '../../electron/api/page.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { CallError, unwrap } from './call-error.ts'
import { isTurnedAway, leave } from './entrance.ts'
import type { Host } from './host-interface.ts'
import { loadFile, readRefusal } from './load-file.ts'

/** A browser on the same machine: calls and events over the localhost host. */
export function makeBrowserHost(): Host {
  return {
    kind: 'browser',
    call,
    listen,
    onCommand: () => () => undefined,
    openFolderDialog: null,
    openProjectDialog: null,
    saveProjectDialog: null,
    chooseFolderPath: null,
    openDropped: null,
    saveLabels,
    chooseFile: null,
    placeFile,
    saveFile: (name, bytes) => {
      download(name, new Blob([bytes]))
      return Promise.resolve(name)
    },
    reveal: null,
    revealLabels: null,
    setTheme: () => undefined,
    setLanguage: () => undefined,
    platform: navigator.userAgent.includes('Mac')
      ? 'darwin'
      : navigator.userAgent.includes('Windows')
        ? 'win32'
        : 'linux',
  }
}

async function call<Name extends CallName>(name: Name, args: CallArgs<Name>): Promise<CallResults[Name]> {
  const response = await fetch(`call/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  }).catch(() => null)
  if (response === null) throw new CallError({ code: 'unreachable', message: t('errors:unreachable') })
  if (response.status === 401) leave()
  if (!response.ok) throw new CallError(readRefusal(response.headers.get('content-type'), await response.text()))
  return unwrap((await response.json()) as Outcome<CallResults[Name]>)
}

function listen(listener: (event: ServiceEvent) => void, onLine: (isUp: boolean) => void): () => void {
  let source: EventSource
  let again: ReturnType<typeof setTimeout>
  const open = (): void => {
    source = new EventSource('events')
    source.addEventListener('open', () => onLine(true))
    source.addEventListener('error', () => {
      onLine(false)
      // The browser tries again by itself, but stops for good where it is refused: by a host that was restarted.
      if (source.readyState !== EventSource.CLOSED) return
      again = setTimeout(open, 2000)
      void isTurnedAway().then((isTurned) => isTurned && leave())
    })
    source.addEventListener('message', ({ data }: MessageEvent<string>) => listener(JSON.parse(data) as ServiceEvent))
  }
  open()
  return () => {
    clearTimeout(again)
    source.close()
  }
}

/**
 * A download; an answer that is no such file is read first, so that the person gets the reason and not a broken file.
 */
async function saveLabels({
  format,
  predictions,
  threshold,
  topK,
  excelSafe,
}: ExportChoice): Promise<{ file: string }> {
  const query = new URLSearchParams({
    ...(predictions === true ? { predictions: '1' } : {}),
    ...(threshold === undefined ? {} : { threshold: String(threshold) }),
    ...(topK === undefined ? {} : { topK: String(topK) }),
    ...(excelSafe ? { excelSafe: '1' } : {}),
  })
  const response = await loadFile(`files/export.${format}?${query}`)
  const name = `labels.${exportFormats.find(({ id }) => id === format)!.extension}`
  const labels = await response.blob()
  download(name, labels)
  await downloadStatement(name, labels)
  return { file: name }
}

/** What an audit proved of these labels, beside them, where its statement stands. */
async function downloadStatement(file: string, labels: Blob): Promise<void> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await labels.arrayBuffer()))
  const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const response = await loadFile(`files/audit-statement?${new URLSearchParams({ file, sha256 })}`)
  if (response.status !== 204) download(`${file}.audit.json`, await response.blob())
}

function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Sends a file to the service, which says where it put it. `fetch` does not report how much of a body was sent. */
function placeFile(file: File, onSent?: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `files/upload?${new URLSearchParams({ name: file.name })}`)
    request.upload.addEventListener('progress', ({ loaded, total }) => onSent?.(total === 0 ? 1 : loaded / total))
    request.addEventListener('load', () => {
      if (request.status === 200) resolve((JSON.parse(request.responseText) as { path: string }).path)
      else reject(new CallError(readRefusal(request.getResponseHeader('content-type'), request.responseText)))
    })
    request.addEventListener('error', () =>
      reject(new CallError({ code: 'unreachable', message: t('errors:unreachable') })),
    )
    request.send(file)
  })
}
