import { app, type Session, type WebContents } from 'electron'
import { origin } from './channels.ts'

/** Whether an address is Glance's own. */
export const isOwn = (url: string): boolean => url === origin || url.startsWith(`${origin}/`)

/** Denies the session everything that Glance has no need of: every permission, every address but its own. */
export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    console.error(`Denied: ${permission}.`)
    answer(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  // The page's own policy forbids it already; this holds where a policy has a hole.
  session.webRequest.onBeforeRequest((details, answer) => {
    const { url } = details
    const allowed =
      isOwn(url) ||
      url.startsWith(`blob:${origin}/`) ||
      url.startsWith('data:') ||
      (!app.isPackaged && /^(devtools|chrome-extension):/.test(url))
    if (!allowed) console.error(`Blocked: ${url}`)
    answer({ cancel: !allowed })
  })
  session.on('will-download', (event, item) => {
    if (isOwn(item.getURL()) || item.getURL().startsWith(`blob:${origin}/`)) return
    console.error(`Not downloaded: ${item.getURL()}`)
    event.preventDefault()
  })
}

/** Keeps a page where it is: no other address, no second window, no page inside the page. */
export function secureContents(contents: WebContents): void {
  const stay = (event: { preventDefault: () => void; url: string }): void => {
    if (isOwn(event.url)) return
    console.error(`Not opened: ${event.url}`)
    event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    console.error(`Not opened: ${url}`)
    return { action: 'deny' }
  })
}
