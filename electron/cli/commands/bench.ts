import type { z } from 'zod'
import { schemaError } from '../../api/service.ts'
import { benchSchema, type MeasuredModel } from '../bench.ts'
import type { TerminalCommand } from '../command.ts'
import { alignColumns, formatBytes } from '../format.ts'
import { engineOption, toNumber } from '../options.ts'

/** What the options are called; an option without its value is `true`. */
type Options = Omit<z.input<typeof benchSchema>, 'folder' | 'catalog' | 'modelLibrary'> & {
  catalog?: number | true
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
      ),
  run(terminal, { catalog, models, ...options }: Options, folder) {
    const args = benchSchema.safeParse({
      ...(folder === undefined ? {} : { folder }),
      ...(catalog === undefined ? {} : { catalog: catalog === true ? 1_000_000 : catalog }),
      ...(models === undefined ? {} : { modelLibrary: models === true ? [] : models }),
      ...options,
    })
    return terminal.report(
      (running) =>
        args.success
          ? terminal.programs.bench(args.data, running)
          : Promise.resolve({ error: { code: 'wrong-use', message: schemaError(args.error).message } }),
      { format: (measured: MeasuredModel[] | null) => (measured === null ? '' : formatMeasured(measured)) },
    )
  },
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
