import { InvalidArgumentError, Option } from 'commander'
import { precisions } from '../../models/deit/config.ts'
import { engineChoices } from '../../models/runtime/engine.ts'

/** Options that several commands have. */
export const engineOption = (): Option =>
  new Option('--engine <name>', 'engine that runs the model; auto uses the GPU where it is faster')
    .choices(engineChoices)
    .default('auto')

export const precisionOption = (): Option =>
  new Option('--precision <type>', 'number type of the stored weights').choices(precisions).default('float32')

/** Parses the value of an option that is a number. */
export function toNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Not a number.')
  return value
}
