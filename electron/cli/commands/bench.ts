import { Option } from 'commander'
import type { z } from 'zod'
import { schemaError } from '../../api/service.ts'
import { benchSchema, type Measured, type MeasuredModel, teachPolicies } from '../bench.ts'
import type { TerminalCommand } from '../command.ts'
import { alignColumns, formatBytes } from '../format.ts'
import { engineOption, toNumber } from '../options.ts'

/** What the options are called; an option without its value is `true`. */
type Options = Omit<z.input<typeof benchSchema>, 'folder' | 'catalog' | 'modelLibrary' | 'teachSize'> & {
  catalog?: number | true
  teachSize?: number | true
  models?: string[] | true
}

export const bench: TerminalCommand = {
  name: 'bench',
  description: 'measure this machine: decoding, inference, the pipeline',
  configure: (command) =>
    command
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
      .option(
        '--teach <folder>',
        'let simulated people label a folder of class folders instead: actions, estimates and audits, as JSON',
      )
      .option('--teacher <id|file>', 'with --teach: a second model')
      .option('--seeds <n>', 'with --teach: number of simulated people', toNumber, 3)
      .addOption(
        new Option('--policy <policy>', 'with --teach: what they are asked').choices(teachPolicies).default('auto'),
      )
      .option('--user-misses <share>', 'with --teach: share of wrong photos that they overlook on pages', toNumber, 0)
      .option(
        '--teach-size [photos]',
        'measure how fast labels are learned instead, in a generated project (default: 10,000)',
        toNumber,
      ),
  run(terminal, { catalog, models, teachSize, ...options }: Options, folder) {
    const args = benchSchema.safeParse({
      ...(folder === undefined ? {} : { folder }),
      ...(catalog === undefined ? {} : { catalog: catalog === true ? 1_000_000 : catalog }),
      ...(teachSize === undefined ? {} : { teachSize: teachSize === true ? 10_000 : teachSize }),
      ...(models === undefined ? {} : { modelLibrary: models === true ? [] : models }),
      ...options,
    })
    return terminal.report(
      (running) =>
        args.success
          ? terminal.programs.bench(args.data, running)
          : Promise.resolve({ error: { code: 'wrong-use', message: schemaError(args.error).message } }),
      { format },
    )
  },
}

/** Figures were printed when they were there; how people labeled is JSON with or without --json. */
function format(measured: Measured): string {
  if (measured === null) return ''
  return Array.isArray(measured) ? formatMeasured(measured) : JSON.stringify(measured, null, 2)
}

/** What models cost on this machine, beside what is published of them. */
export function formatMeasured(models: readonly MeasuredModel[]): string {
  if (models.length === 0) return 'Nothing was measured.'
  const rows = [
    ['model', 'pixels', 'MACs', 'engine', 'images/s', 'load time', 'memory', 'ImageNet top-1'],
    ...models.map(({ title, size, macs, engine, imagesPerSecond, loadSeconds, memory, top1 }) => [
      title,
      `${size} px`,
      macs === null ? '–' : `${(macs / 1e9).toFixed(2)} G`,
      engine,
      imagesPerSecond.toFixed(1),
      `${loadSeconds.toFixed(2)} s`,
      memory === null ? '–' : formatBytes(memory),
      top1 === null ? '–' : `${(top1 * 100).toFixed(1)} %`,
    ]),
  ]
  return alignColumns(rows).join('\n')
}
