import type { DesktopBridge } from '../../electron/api/page.ts'
import { makeBrowserHost } from './browser.ts'
import { makeDesktopHost } from './desktop.ts'
import type { Host } from './host-interface.ts'
import { waiting } from './waiting.svelte.ts'

declare global {
  interface Window {
    glance?: DesktopBridge
  }
}

const made = window.glance === undefined ? makeBrowserHost() : makeDesktopHost(window.glance)

export const host: Host = { ...made, call: (name, args) => waiting.track(made.call(name, args)) }
