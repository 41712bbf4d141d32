import { GlanceError } from '../../../models/errors.ts'
import type { TerminalCommand } from '../command.ts'
import { withInterrupt } from '../interrupt.ts'
import { toNumber } from '../options.ts'
import { exits } from '../terminal.ts'

export const serve: TerminalCommand = {
  name: 'serve',
  description: 'serve the app to a browser on this machine',
  configure: (command) =>
    command
      .argument('[folder]', 'folder with photos to open')
      .option('--port <n>', 'port on 127.0.0.1 (default: a free one)', toNumber)
      .option('--open', 'open it in an installed Chromium-family browser'),
  async run({ programs }, options: { port?: number; open?: boolean }, folder) {
    try {
      await withInterrupt((signal) =>
        programs.serve({ ...(folder === undefined ? {} : { folder }), ...options }, signal),
      )
      return exits.done
    } catch (error) {
      if (!(error instanceof GlanceError)) throw error
      process.stderr.write(`glance: ${error.text}\n`)
      return exits.wrongUse
    }
  },
}
