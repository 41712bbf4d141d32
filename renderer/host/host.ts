import type { DesktopBridge } from '../../electron/api/page.ts'
import { makeBrowserHost } from './browser.ts'
import { makeDesktopHost } from './desktop.ts'
import type { Host } from './host-interface.ts'

declare global {
  interface Window {
    glance?: DesktopBridge
  }
}

export const host: Host = window.glance === undefined ? makeBrowserHost() : makeDesktopHost(window.glance)
