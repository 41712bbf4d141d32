import type { CallArgs } from '../../api/calls.ts'
import type { TaughtFigures, TeachResult, WrittenModel } from '../../api/page.ts'
import type { TerminalCommand } from '../command.ts'
import { formatDuration } from '../format.ts'
import { engineOption, toNumber } from '../options.ts'
import { exits } from '../terminal.ts'
import { formatExport } from './export.ts'

export const teach: TerminalCommand = {
  name: 'teach',
  description: 'learn your own classes from some labels and predict the rest; resumes where it stopped',
  configure: (command) =>
    command
      .argument('<folder|project>', 'folder with photos, including subfolders, or a project file')
      .option('--labels <csv>', 'labels to learn from: file_name,label (default: those of the project)')
      .option('--csv <file>', 'write labels and predictions to this file')
      .option('--model <id|file>', "model whose embeddings to learn from (default: the project's, else the default)")
      .option('--teacher <id|file>', 'second model whose embeddings take part')
      .addOption(engineOption())
      .option('--catalog <file>', "the folder's project file (default: one in the data folder)")
      .option(
        '--threshold <p>',
        "minimum confidence for a prediction to become the label (default: the project's, else automatic)",
        toNumber,
      )
      .option('--top-k <n>', 'write n predictions per photo as extra columns', toNumber)
      .option('--excel-safe', 'escape cells that a spreadsheet would run as a formula')
      .option('--export-model <file>', 'install the taught classes as a model, and write it to this .onnx file')
      .option('--name <name>', 'install it under this name, in place of the earlier one (default: name of the folder)')
      .option(
        '--target <share>',
        'share of right labels to reach, for example 0.99; exit code 1 if it is not',
        toNumber,
      ),
  run: (terminal, options: Omit<CallArgs<'teach'>, 'place'>, place: string) =>
    terminal.call('teach', { place, ...options }, { format: formatTeach, toExit, file: options.csv }),
}

export function toExit({ cancelled, failed, unreachable, target }: TeachResult): number {
  if (cancelled) return exits.interrupted
  return failed + unreachable > 0 || target?.isReached === false ? exits.failed : exits.done
}

export function formatTeach(result: TeachResult): string {
  const { images, inferred, failed, unreachable, seconds, imported, learned, target } = result
  const unread =
    (failed > 0 ? `, ${failed} failed` : '') + (unreachable > 0 ? `, ${unreachable} files or folders unreachable` : '')
  const lines = [
    `${images} photos: ${inferred} run through a model now${unread}, in ${formatDuration(seconds)}`,
    `Project: ${result.catalog}`,
  ]
  if (imported !== null) {
    const { added, same, conflicts, unknown } = imported
    lines.push(
      `Labels imported: ${added} new, ${same} known, ${conflicts} contradicting (those of the project stay), ` +
        `${unknown} of photos that are not here`,
    )
  }
  if (learned !== null) lines.push(...formatLearned(learned))
  if (target !== null)
    lines.push(
      `Target of ${percent(target.share)}: ` +
        (target.isReached ? 'reached' : 'not reached') +
        ' by the lower end of the interval',
    )
  if (result.export !== null) lines.push(formatExport(result.export))
  if (result.model !== null) lines.push(...formatModel(result.model))
  if (result.cancelled) lines.push('Interrupted. The same command resumes from here.')
  return lines.join('\n')
}

function formatLearned(figures: TaughtFigures): string[] {
  const { models, photos, labels, unusedLabels, classes, leftOut, answered, answersNeeded, estimate, margin } = figures
  const { modelAlone, isBetter } = figures
  const unused = unusedLabels > 0 ? `; ${unusedLabels} labels are of photos without an embedding` : ''
  const lines = [
    `Learned from ${labels} labels of ${classes} classes on ${models.join(' and ')}; ${photos} photos predicted${unused}`,
    leftOut === null
      ? 'Accuracy: unknown, as no class has two labels'
      : `Accuracy when each label is left out: ${percent(leftOut.right / leftOut.rows)} ` +
        `(${leftOut.right} of ${leftOut.rows}; 95 % interval ${leftOut.interval.map(percent).join(' to ')})`,
    estimate === null
      ? `Estimate for all photos: needs ${answersNeeded} answered predictions, and there are ${answered}`
      : // An estimate is no proof: it is never shown as all.
        `Estimate for all photos: ${percent(Math.min(estimate, 0.999))} right, ± ${percent(margin)}`,
    'Neither is a proof, as the labeled photos may be unlike the rest. An audit in the app gives one.',
  ]
  if (!isBetter && modelAlone !== null)
    lines.push(
      `By these labels the model's own predictions may be better for the rest: ` +
        `${modelAlone.right} of ${modelAlone.images} labeled photos are right (glance export --model).`,
    )
  return lines
}

function formatModel({ id, name, file, replaced, isPart }: WrittenModel): string[] {
  const where = file === null ? '' : `, written to ${file}`
  const lines = [
    `Model: ${id} is installed as "${name}"${replaced.length > 0 ? ' in place of the earlier one' : ''}${where}`,
  ]
  if (isPart)
    lines.push(
      'It has the heads of its own backbone alone: the predictions above, where other models take part, differ.',
    )
  return lines
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
