import { app } from 'electron'
import { DesktopApp } from './shell/desktop-app.ts'
import { findFolderArgument } from './shell/folder-arguments.ts'
import { registerScheme } from './shell/protocol.ts'
import { prepareApp } from './shell/switches.ts'

/** The desktop window: one instance, one window, the service beside it. */
prepareApp(process.env)
registerScheme()
const folder = findFolderArgument(process.argv, process.defaultApp, process.cwd())
if (app.requestSingleInstanceLock({ folder })) {
  new DesktopApp({
    files: {
      page: new URL('../page/', import.meta.url),
      preload: new URL('preload.cjs', import.meta.url),
      service: new URL('api/service-process.js', import.meta.url),
    },
    folder,
  }).start()
} else {
  app.exit() // the running one opens the folder
}
