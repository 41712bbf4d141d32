import type { z } from 'zod'
import type { ExportResult } from '../formats/calls.ts'
import { exportArgs, exportProject } from '../formats/export.ts'
import type { CallContext } from '../project/context.ts'
import { findShownTaught } from './shown-taught.ts'

/** What no page may call: main, which asks a person where the file goes, and the terminal. */
export const teachTerminalCalls = {
  /** Writes a project's labels to a file. Here, because what is shown may have been learned from them. */
  export: {
    args: exportArgs,
    handle: (args: z.output<typeof exportArgs>, { service }: CallContext): Promise<ExportResult> =>
      exportProject(args, service, findShownTaught(service)),
  },
}
