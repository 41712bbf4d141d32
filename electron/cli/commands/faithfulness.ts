import type { CallArgs } from '../../api/calls.ts'
import type { Faithfulness } from '../../api/page.ts'
import type { TerminalCommand } from '../command.ts'
import { alignColumns } from '../format.ts'
import { engineOption, toNumber } from '../options.ts'

export const faithfulness: TerminalCommand = {
  name: 'faithfulness',
  description: "measure the faithfulness of a model's maps: deletion and insertion curves (RISE)",
  configure: (command) =>
    command
      .argument('<folder>', 'folder with photos to sample from')
      .option('--model <id|file>', 'model to measure', 'default')
      .addOption(engineOption())
      .option('--photos <n>', 'photos in the sample', toNumber, 200)
      .option('--steps <n>', 'points of a curve after the first', toNumber, 14)
      .option('--seed <n>', 'seed of the sample and the random maps', toNumber, 1)
      .option('--catalog <file>', 'project file (default: one in the data folder)'),
  run: (terminal, options: Omit<CallArgs<'measureFaithfulness'>, 'folder'>, folder: string) =>
    terminal.call('measureFaithfulness', { folder, ...options }, { format: formatFaithfulness }),
}

/** The best map first: the one with the most between its two areas. */
export function formatFaithfulness({ model, photos, steps, seed, runs, curves }: Faithfulness): string {
  const area = (mean: number, error: number): string => `${mean.toFixed(3)} ± ${error.toFixed(3)}`
  const best = curves.toSorted(
    (one, other) => other.insertionArea - other.deletionArea - (one.insertionArea - one.deletionArea),
  )
  const rows = [
    ['map', 'deletion (lower is better)', 'insertion (higher is better)', 'gain over random'],
    ...best.map(({ map, deletionArea, deletionError, insertionArea, insertionError, gain, gainError }) => [
      map,
      area(deletionArea, deletionError),
      area(insertionArea, insertionError),
      gain === null || gainError === null ? '–' : area(gain, gainError),
    ]),
  ]
  return [
    `${model}: ${photos} photos, ${steps} steps, seed ${seed}, ${runs} runs of the model. Area under the curve ± standard error;`,
    'gain is insertion − deletion above that of the random map, per photo:',
    ...alignColumns(rows),
  ].join('\n')
}
