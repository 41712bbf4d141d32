import { type CallArgs, type CallName, type CallResults, calls, type Outcome, type ParsedArgs } from './calls.ts'
import type { Emit } from '../project/events.ts'
import { locateData, type DataFolder } from '../project/data-folder.ts'
import { runBench } from '../../build/bench/bench.ts'
import { describeError } from '../project/describe-error.ts'
import { runExport } from '../formats/export.ts'
import { runFaithfulness } from '../attention/faithfulness/run.ts'
import { runFetchModel, runImport, runKnownModels, runModels } from '../model-library/terminal-handlers.ts'
import { pageHandlers } from './page-handlers.ts'
import { runPrelabel } from '../predict/prelabel.ts'

/** What every call is given beside its arguments. */
export interface CallContext {
  data: DataFolder
  emit: Emit
  signal: AbortSignal
}

type Handlers = {
  [Name in CallName]: (args: ParsedArgs<Name>, context: CallContext) => Promise<CallResults[Name]> | CallResults[Name]
}

const handlers: Handlers = {
  prelabel: runPrelabel,
  export: runExport,
  importModel: runImport,
  models: runModels,
  knownModels: runKnownModels,
  fetchModel: runFetchModel,
  bench: runBench,
  measureFaithfulness: runFaithfulness,
  ...pageHandlers,
}

/**
 * The one way in: parse, run, answer. Whoever calls (terminal, window, browser) gets an outcome and never an exception;
 * what is not a GlanceError is a bug and is called `internal`.
 */
export async function dispatch<Name extends CallName>(
  name: Name,
  args: CallArgs<Name>,
  { emit, signal }: Omit<CallContext, 'data'>,
): Promise<Outcome<CallResults[Name]>> {
  // Names come from outside: "constructor" must not find anything.
  if (!Object.hasOwn(calls, name)) return { error: { code: 'wrong-use', message: `Unknown call "${name}".` } }
  const parsed = calls[name].safeParse(args)
  if (!parsed.success) {
    const message = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    return { error: { code: 'wrong-use', message } }
  }
  try {
    return { ok: await handlers[name](parsed.data as ParsedArgs<Name>, { data: locateData(), emit, signal }) }
  } catch (error) {
    return { error: describeError(error) }
  }
}
