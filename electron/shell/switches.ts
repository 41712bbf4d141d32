import { join } from 'node:path'
import { app } from 'electron'

/** What must be said to Electron before it is ready. */
export function prepareApp(environment: NodeJS.ProcessEnv): void {
  // Root has no sandbox, and Chromium ends every process that is given both.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  // One variable keeps everything of Glance together, and keeps two Glances with different data apart.
  const data = environment['GLANCE_DATA']
  if (data !== undefined && data !== '') app.setPath('userData', join(data, 'desktop'))
  if (process.platform !== 'linux' || environment['GLANCE_WEBGPU'] !== 'force') return
  // Chromium gives WebGPU on Linux to the newest drivers only; these switches give it to the others.
  app.commandLine.appendSwitch('enable-unsafe-webgpu')
  app.commandLine.appendSwitch('ozone-platform', 'x11')
  app.commandLine.appendSwitch('use-angle', 'vulkan')
  app.commandLine.appendSwitch('enable-features', 'Vulkan,VulkanFromANGLE')
}
