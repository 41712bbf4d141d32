import type { DesktopBridge } from '../../electron/api/page.ts'
import { unwrap } from './call-error.ts'
import type { Host } from './host-interface.ts'

/** The desktop app's window: everything goes through the preload's bridge. */
export function makeDesktopHost(bridge: DesktopBridge): Host {
  return {
    kind: 'desktop',
    call: async (name, args) => unwrap(await bridge.call(name, args)),
    listen: (listener) => bridge.listen(listener), // the main process restarts the service by itself
    onCommand: (listener) => bridge.onCommand(listener),
    async openFolderDialog() {
      const outcome = await bridge.openFolderDialog()
      return outcome && unwrap(outcome)
    },
    async openProjectDialog() {
      const outcome = await bridge.openProjectDialog()
      return outcome && unwrap(outcome)
    },
    saveProjectDialog: (name) => bridge.saveProjectDialog(name),
    chooseFolderPath: () => bridge.chooseFolderPath(),
    openDropped: async (file) => unwrap(await bridge.openDropped(file)),
    async saveLabels(options) {
      const outcome = await bridge.saveLabels(options)
      return outcome && unwrap(outcome)
    },
    chooseFile: (kind) => bridge.chooseFile(kind),
    placeFile: (file) => Promise.resolve(bridge.pathOf(file)),
    async saveFile(name, bytes) {
      const outcome = await bridge.saveFile(name, bytes)
      return outcome && unwrap(outcome)
    },
    reveal: (id) => bridge.reveal(id),
    revealLabels: () => bridge.revealLabels(),
    setTheme: (theme) => void bridge.setTheme(theme),
    setLanguage: (language) => void bridge.setLanguage(language),
    platform: bridge.platform,
  }
}
