import { Option } from 'commander'
import type { CallArgs } from '../../api/calls.ts'
import { exportFormats, type ExportResult, statusNames } from '../../api/page.ts'
import type { TerminalCommand } from '../command.ts'
import { toNumber } from '../options.ts'

export const exportLabels: TerminalCommand = {
  name: 'export',
  description: 'export the labels that people gave in a folder, without running a model',
  configure: (command) =>
    command
      .argument('[folder]', 'the folder')
      .requiredOption('--csv <file>', 'file to write')
      // With one format there is nothing to choose from.
      .addOption(
        new Option('--format <id>', 'format of the file')
          .choices(exportFormats.map(({ id }) => id))
          .default('csv')
          .hideHelp(exportFormats.length === 1),
      )
      .option('--catalog <file>', 'project file')
      .option('--predictions', 'also write predictions; implied by --model, --threshold and --top-k')
      .option('--model <id|file>', "model whose predictions to export (default: the project's last model)")
      .option(
        '--threshold <p>',
        "minimum confidence for a prediction to become the label (default: the project's, else automatic)",
        toNumber,
      )
      .option('--top-k <n>', 'write n predictions per photo as extra columns', toNumber)
      .option('--excel-safe', 'escape cells that a spreadsheet would run as a formula'),
  run: (terminal, options: Omit<CallArgs<'export'>, 'folder'>, folder) =>
    terminal.call(
      'export',
      { ...(folder === undefined ? {} : { folder }), ...options },
      { format: formatExport, file: options.csv },
    ),
}

/** What was written, by status. */
export function formatExport(result: ExportResult): string {
  const { file, rows, missing, statement, statementFile } = result
  const counts = [
    [result.labeled, statusNames.labeled],
    [result.preLabeled, statusNames['pre-labeled']],
    [result.needsReview, statusNames['needs review']],
    ...(result.outside > 0 ? [[result.outside, statusNames.outside] as const] : []),
    [result.failed, statusNames.failed],
    ...(result.new > 0 ? [[result.new, statusNames.new] as const] : []),
  ].map(([count, name]) => `${count} ${name}`)
  const left = missing > 0 ? `; ${missing} no longer in the folder, skipped` : ''
  return [
    `Labels: ${file} (${rows} rows: ${counts.join(', ')}${left})`,
    statement,
    statementFile && `Statement: ${statementFile}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n')
}
