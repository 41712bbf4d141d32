import type { z } from 'zod'
import type { ExportResult } from '../formats/calls.ts'
import { exportArgs, exportProject } from '../formats/export.ts'
import type { CallContext } from '../project/context.ts'
import { stateBeside } from './audit/statement-file.ts'
import { readStanding, type Statement } from './audit/statement.ts'
import { findShownTaught } from './shown-taught.ts'
import { teachArgs } from './terminal/args.ts'
import { teachFolder } from './terminal/teach-folder.ts'

/** What no page may call: main, which asks a person where the file goes, and the terminal. */
export const teachTerminalCalls = {
  /** Photos and labels in, predictions of the rest out. */
  teach: { args: teachArgs, handle: teachFolder },
  /** Writes a project's labels to a file. Here, because what is shown may have been learned from them. */
  export: {
    args: exportArgs,
    async handle(args: z.output<typeof exportArgs>, { service }: CallContext): Promise<ExportResult> {
      let statement: Statement | null = null
      const findTaught = findShownTaught(service)
      const result = await exportProject(args, service, (catalog) => {
        statement = readStanding(catalog)
        return findTaught(catalog)
      })
      return { ...result, ...(await stateBeside(result.file, statement)) }
    },
  },
}
