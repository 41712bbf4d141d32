import type { z } from 'zod'
import type { ReadableCatalog } from '../catalog/connection.ts'
import type { ExportResult } from '../formats/calls.ts'
import { exportArgs, exportProject } from '../formats/export.ts'
import { sayDetails } from '../../models/errors.ts'
import type { CallContext } from '../project/context.ts'
import { describeStatement } from './audit/describe-statement.ts'
import { readStatement } from './audit/statement.ts'
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
      const stated: Pick<ExportResult, 'statement'> = {}
      const findTaught = findShownTaught(service)
      const result = await exportProject(args, service, (catalog) => {
        const statement = sayStanding(catalog)
        if (statement !== null) stated.statement = statement
        return findTaught(catalog)
      })
      return { ...result, ...stated }
    },
  },
}

/** What the last audit states, where every label still is as it was audited. */
function sayStanding(catalog: ReadableCatalog): string | null {
  const statement = readStatement(catalog)
  return statement?.holds === 'stands' ? sayDetails(describeStatement(statement)) : null
}
