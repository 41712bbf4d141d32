import type { z } from 'zod'
import type { CallContext } from '../project/context.ts'
import type { ExportResult } from './calls.ts'
import { exportArgs, exportProject } from './export.ts'

/** What no page may call: main, which asks a person where the file goes, and the terminal. */
export const formatTerminalCalls = {
  /** Writes a project's labels to a file. */
  export: {
    args: exportArgs,
    handle: (args: z.output<typeof exportArgs>, { service }: CallContext): Promise<ExportResult> =>
      exportProject(args, service),
  },
}
