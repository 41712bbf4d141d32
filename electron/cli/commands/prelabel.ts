import type { CallArgs } from '../../api/calls.ts'
import type { PrelabelResult } from '../../api/page.ts'
import type { TerminalCommand } from '../command.ts'
import { formatDuration } from '../format.ts'
import { engineOption, toNumber } from '../options.ts'
import { exits } from '../terminal.ts'
import { formatExport } from './export.ts'

export const prelabel: TerminalCommand = {
  name: 'prelabel',
  description: 'pre-label every photo of a folder; resumes where it stopped',
  configure: (command) =>
    command
      .argument('<folder>', 'folder with photos, including subfolders')
      .option('--csv <file>', 'write the labels to this file')
      .option('--model <id|file>', 'model to use: see "glance models"', 'default')
      .addOption(engineOption())
      .option('--catalog <file>', 'project file (default: one in the data folder)')
      .option('--top-k <n>', 'store n predictions per photo and write them as extra columns', toNumber)
      .option(
        '--threshold <p>',
        "minimum confidence for a prediction to become the label, 0 to 1 (default: the project's, else automatic)",
        toNumber,
      )
      .option('--no-maps', 'do not compute attention maps; faster')
      .option('--thumbnails', 'also make the thumbnails of the app')
      .option('--excel-safe', 'escape cells that a spreadsheet would run as a formula'),
  run: (terminal, options: Omit<CallArgs<'prelabel'>, 'folder'>, folder: string) =>
    terminal.call(
      'prelabel',
      { folder, ...options },
      {
        format: formatPrelabel,
        toExit: (result) =>
          result.cancelled ? exits.interrupted : result.failed + result.unreachable > 0 ? exits.failed : exits.done,
        file: options.csv,
      },
    ),
}

export function formatPrelabel(result: PrelabelResult): string {
  const { inferred, copied, failed, unreachable, seconds, images } = result
  const rate = inferred > 0 ? ` (${(inferred / seconds).toFixed(1)} photos/s overall)` : ''
  const lines = [
    `${images} photos: ${inferred} pre-labeled now${copied > 0 ? `, ${copied} identical to others` : ''}, ` +
      `${failed} failed${unreachable > 0 ? `, ${unreachable} files or folders unreachable` : ''}, in ${formatDuration(seconds)}${rate}`,
    `Project: ${result.catalog}`,
  ]
  if (result.export !== null) lines.push(formatExport(result.export))
  if (result.cancelled) lines.push('Interrupted. The same command resumes from here.')
  return lines.join('\n')
}
