import type { KnownModel, ModelInfo } from '../../api/page.ts'
import type { TerminalCommand } from '../command.ts'
import { alignColumns, formatBytes } from '../format.ts'

export const models: TerminalCommand = {
  name: 'models',
  description: 'list the installed models',
  configure: (command) =>
    command.option('--known', 'list the models that "fetch-model" can download, with the figures of the paper'),
  run: (terminal, { known }: { known?: boolean }) =>
    known === true
      ? terminal.call('knownModels', {}, { format: formatKnownModels })
      : terminal.call('models', {}, { format: formatModels }),
}

export function formatModels(models: ModelInfo[]): string {
  const rows = models.map((model) => [
    model.isDefault && model.isEmbedded ? 'default' : model.id,
    `${model.size} px`,
    `${model.classes} classes`,
    model.parameters === null ? 'ONNX' : `${(model.parameters / 1e6).toFixed(1)} M parameters`,
    model.attention ? (model.distilled ? 'class and distillation token' : 'class token') : 'no attention',
    model.precision,
    `${formatBytes(model.bytes)}${model.isDefault && !model.isEmbedded ? ', the default' : ''}`,
  ])
  return alignColumns(rows).join('\n')
}

/** A model that was just installed; its id is alone on the last line, for scripts. */
export const formatInstalled = (model: ModelInfo): string => `${formatModels([model])}\n${model.id}`

/** The models that can be fetched, with what is published of them. */
function formatKnownModels(models: KnownModel[]): string {
  const rows = [
    ['id', 'title', 'pixels', 'parameters', 'MACs', 'ImageNet top-1', 'V100', 'licence', 'sources'],
    ...models.map((model) => [
      model.id,
      model.title,
      `${model.size} px`,
      `${(model.parameters / 1e6).toFixed(1)} M`,
      `${(model.macs / 1e9).toFixed(2)} G`,
      model.top1 === null ? '–' : `${(model.top1 * 100).toFixed(1)} %`,
      model.v100 === null ? '–' : `${model.v100.toFixed(1)} images/s`,
      model.licence,
      model.sources.map(({ kind }) => kind).join(', '),
    ]),
  ]
  return alignColumns(rows).join('\n')
}
