import { providers } from '../../models/runtime/engine.ts'
import { precisions } from '../../models/deit/config.ts'
import type { z } from 'zod'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { CallResults } from '../api/page.ts'
import { isStandardOutput } from '../lib/standard-output.ts'
import type { Outcome } from '../api/outcome.ts'
import type { CallArgs, CallName } from '../api/calls.ts'
import { GlanceError } from '../../models/errors.ts'
import { describeIssues, Service } from '../api/service.ts'
import { type Bench, type BenchContext, benchSchema, type MeasuredModel } from './bench.ts'
import { dispatch } from '../api/dispatch.ts'
import {
  formatExport,
  formatFaithfulness,
  formatKnownModels,
  formatMeasured,
  formatModels,
  formatPrelabel,
} from './format.ts'
import { makeReporter } from './reporter.ts'
import packageJson from '../../package.json' with { type: 'json' }

/** Exit codes: done; some images failed or the work did; the command itself is off; interrupted by Ctrl-C. */
export const exits = { done: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const

const wrongUseCodes = ['wrong-use', 'not-found', 'wrong-labels']

/** Starts the localhost host; ends when the signal says so. Given from outside, because it is a program of its own. */
export type Serve = (options: { folder?: string; port?: number; open?: boolean }, signal: AbortSignal) => Promise<void>

/** What the bench's options are called; an option without its value is `true`. */
type BenchOptions = Omit<z.input<typeof benchSchema>, 'folder' | 'catalog' | 'model-library'> & {
  catalog?: number | true
  modelLibrary?: string[] | true
}

/** What is started from here and is none of the service's calls. */
export interface Programs {
  serve: Serve
  bench: Bench
}

/** Runs one command line, without `node` and the script; gives the exit code. */
export async function runProgram(args: readonly string[], programs: Programs): Promise<number> {
  let exit: number = exits.done
  const program = makeProgram(programs, (code) => {
    exit = code
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exits.done : exits.wrongUse
  }
  return exit
}

function makeProgram({ serve, bench }: Programs, setExit: (code: number) => void): Command {
  const program = new Command('glance')
    .description('Labels image datasets with DeiT and shows what its class token and distillation token attend to.')
    .version(packageJson.version)
    .exitOverride()
    .showHelpAfterError('(run glance --help for usage)')
    .configureHelp({ showGlobalOptions: true })
    .option('--json', 'print events and the result as JSON, one object per line')
  const addCommand = (name: string, description: string): Command => program.command(name).description(description)

  addCommand('prelabel', 'pre-label every photo of a folder; resumes where it stopped')
    .argument('<folder>', 'folder with photos, including subfolders')
    .option('--csv <file>', 'write the labels to this file')
    .option('--model <id|file>', 'model to use: see "glance models"', 'default')
    .addOption(engineOption())
    .option('--catalog <file>', 'project file (default: one in the data folder)')
    .option('--top-k <n>', 'store n predictions per photo and write them as extra columns', toNumber)
    .option('--threshold <p>', 'minimum confidence for a prediction to become the label, 0 to 1', toNumber, 0)
    .option('--no-maps', 'do not compute attention maps; faster')
    .option('--thumbnails', 'also make the thumbnails of the app')
    .option('--excel-safe', 'escape cells that a spreadsheet would run as a formula')
    .action((folder: string, options: Omit<CallArgs<'prelabel'>, 'folder'>) =>
      run('prelabel', { folder, ...options }, formatPrelabel, (result) =>
        result.cancelled ? exits.interrupted : result.failed + result.unreachable > 0 ? exits.failed : exits.done,
      ),
    )

  addCommand('export', 'export the labels of a pre-labeled folder, without running a model')
    .argument('[folder]', 'the folder that was pre-labeled')
    .requiredOption('--csv <file>', 'file to write')
    .option('--catalog <file>', 'project file')
    .option('--model <id|file>', "model whose predictions to export (default: the project's last model)")
    .option(
      '--threshold <p>',
      "minimum confidence for a prediction to become the label (default: the project's)",
      toNumber,
    )
    .option('--top-k <n>', 'write n predictions per photo as extra columns', toNumber)
    .option('--excel-safe', 'escape cells that a spreadsheet would run as a formula')
    .action((folder: string | undefined, options: Omit<CallArgs<'export'>, 'folder'>) =>
      run('export', { ...(folder === undefined ? {} : { folder }), ...options }, formatExport),
    )

  addCommand('import-model', 'check and install a DeiT or ViT checkpoint, or an external classifier (ONNX)')
    .argument('<checkpoint>', '.safetensors, .pth, .pt, .bin (timm, facebookresearch, Hugging Face) or .onnx')
    .option('--labels <file>', 'class names, one per line; ImageNet names are built in')
    .option('--name <name>', 'name of the model (default: the name of the file)')
    .option('--resolution <n>', 'pixels per side; position embeddings are interpolated', toNumber)
    .option('--heads <n>', 'number of attention heads, if they are not 64 wide', toNumber)
    .addOption(
      new Option('--precision <type>', 'number type of the stored weights').choices(precisions).default('float32'),
    )
    .addOption(
      new Option(
        '--preprocessing <preset>',
        'imagenet (default): mean and std of ImageNet; inception: pixels from -1 to 1',
      ).choices(['imagenet', 'inception']),
    )
    .action((file: string, options: Omit<CallArgs<'importModel'>, 'file'>) =>
      // The id stands alone on the last line, for scripts.
      run('importModel', { file, ...options }, (model) => `${formatModels([model])}\n${model.id}`),
    )

  addCommand('fetch-model', 'download a model of the paper and install it; resumes where it stopped')
    .argument('<id>', 'see "glance models --known"')
    .addOption(
      new Option('--source <kind>', 'source (default: the first that "models --known" lists)').choices([
        'official',
        'hugging-face',
      ]),
    )
    .addOption(
      new Option('--precision <type>', 'number type of the stored weights').choices(precisions).default('float32'),
    )
    .option('--mirror <address>', 'replaces the host that the model is published at')
    .option('--proxy <address>', 'http://host:port (default: HTTPS_PROXY of the environment)')
    .action((model: string, options: Omit<CallArgs<'fetchModel'>, 'model'>) =>
      run('fetchModel', { model, ...options }, (installed) => `${formatModels([installed])}\n${installed.id}`),
    )

  addCommand('models', 'list the installed models')
    .option('--known', 'list the models that "fetch-model" can download, with the figures of the paper')
    .action(({ known }: { known?: boolean }) =>
      known === true ? run('knownModels', {}, formatKnownModels) : run('models', {}, formatModels),
    )

  addCommand('faithfulness', "measure the faithfulness of a model's maps: deletion and insertion curves (RISE)")
    .argument('<folder>', 'folder with photos to sample from')
    .option('--model <id|file>', 'model to measure', 'default')
    .addOption(engineOption())
    .option('--photos <n>', 'photos in the sample', toNumber, 200)
    .option('--steps <n>', 'points of a curve after the first', toNumber, 14)
    .option('--seed <n>', 'seed of the sample and the random maps', toNumber, 1)
    .option('--catalog <file>', 'project file (default: one in the data folder)')
    .action((folder: string, options: Omit<CallArgs<'measureFaithfulness'>, 'folder'>) =>
      run('measureFaithfulness', { folder, ...options }, formatFaithfulness),
    )

  addCommand('bench', 'measure this machine: decoding, inference, the pipeline')
    .argument('[folder]', 'photos to measure on (default: generated photos)')
    .option('--model <id|file>', 'model to measure', 'default')
    .addOption(engineOption())
    .option('--photos <n>', 'photos per round', toNumber, 512)
    .option('--rounds <n>', 'number of rounds; the median is reported', toNumber, 3)
    .option(
      '--models [ids...]',
      'measure installed models instead (default: all): images per second, load time, memory',
    )
    .option(
      '--catalog [images]',
      'measure browsing instead, in a generated project of this many images (default: 1,000,000)',
      toNumber,
    )
    .option(
      '--page',
      'measure the page and the desktop app instead, in Chromium and Electron (needs a source checkout)',
    )
    .action((folder: string | undefined, { catalog, modelLibrary, ...options }: BenchOptions) => {
      const args = benchSchema.safeParse({
        ...(folder === undefined ? {} : { folder }),
        ...(catalog === undefined ? {} : { catalog: catalog === true ? 1_000_000 : catalog }),
        ...(modelLibrary === undefined ? {} : { modelLibrary: modelLibrary === true ? [] : modelLibrary }),
        ...options,
      })
      return report(
        {},
        (measured: MeasuredModel[] | null) => (measured === null ? '' : formatMeasured(measured)),
        (running) =>
          args.success
            ? bench(args.data, running)
            : Promise.resolve({ error: { code: 'wrong-use', message: describeIssues(args.error) } }),
      )
    })

  addCommand('serve', 'serve the app to a browser on this machine')
    .argument('[folder]', 'folder with photos to open')
    .option('--port <n>', 'port on 127.0.0.1 (default: a free one)', toNumber)
    .option('--open', 'open it in an installed Chromium-family browser')
    .action(async (folder: string | undefined, options: { port?: number; open?: boolean }) => {
      try {
        await withInterrupt((signal) => serve({ ...(folder === undefined ? {} : { folder }), ...options }, signal))
      } catch (error) {
        if (!(error instanceof GlanceError)) throw error
        process.stderr.write(`glance: ${error.text}\n`)
        setExit(exits.wrongUse)
      }
    })
  return program

  async function run<Name extends CallName>(
    name: Name,
    args: CallArgs<Name>,
    format: (result: CallResults[Name]) => string,
    toExit?: (result: CallResults[Name]) => number,
  ): Promise<void> {
    const service = new Service()
    await report(
      args,
      format,
      (running) => dispatch(service, name, args, running).finally(() => service.close()),
      toExit,
    )
  }

  /** Does the work, shows its events meanwhile, and prints how it ended. */
  async function report<Result>(
    args: object,
    format: (result: Result) => string,
    work: (running: BenchContext) => Promise<Outcome<Result>>,
    toExit: (result: Result) => number = () => exits.done,
  ): Promise<void> {
    const json = program.opts<{ json?: boolean }>().json === true
    // Where the CSV takes stdout, everything else goes to stderr.
    const csv = 'csv' in args && typeof args.csv === 'string' ? args.csv : undefined
    const results = csv !== undefined && isStandardOutput(csv) ? process.stderr : process.stdout
    const reporter = makeReporter({ json, results })
    const outcome = await withInterrupt((signal) => work({ emit: reporter.emit, signal }))
    reporter.close()
    if ('error' in outcome) {
      const { code, message } = outcome.error
      process.stderr.write(json ? `${JSON.stringify({ type: 'error', ...outcome.error })}\n` : `glance: ${message}\n`)
      setExit(code === 'cancelled' ? exits.interrupted : wrongUseCodes.includes(code) ? exits.wrongUse : exits.failed)
      return
    }
    const text = json ? JSON.stringify({ type: 'result', result: outcome.ok }) : format(outcome.ok)
    if (text !== '') results.write(`${text}\n`)
    setExit(toExit(outcome.ok))
  }
}

const engineOption = (): Option =>
  new Option('--engine <name>', 'engine that runs the model; auto uses the GPU where it is faster')
    .choices(['auto', ...providers])
    .default('auto')

function toNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Not a number.')
  return value
}

/** Ctrl-C, or a polite kill, stops cleanly: what is under way is finished and stored. A second one ends at once. */
async function withInterrupt<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      // The signal's own way: leaving through process.exit while the model runs would abort with a crash report.
      release()
      process.kill(process.pid, 'SIGINT')
      return
    }
    process.stderr.write('\nStopping: finishing the current work.\n')
    controller.abort()
  }
  const release = (): void => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    return await work(controller.signal)
  } finally {
    release()
  }
}
