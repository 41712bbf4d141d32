import { Option } from 'commander'
import type { CallArgs } from '../../api/calls.ts'
import { presetNames } from '../../../models/deit/presets.ts'
import type { TerminalCommand } from '../command.ts'
import { precisionOption, toNumber } from '../options.ts'
import { formatInstalled } from './models.ts'

export const importModel: TerminalCommand = {
  name: 'import-model',
  description: 'check and install a DeiT or ViT checkpoint, or an external classifier (ONNX)',
  configure: (command) =>
    command
      .argument('<checkpoint>', '.safetensors, .pth, .pt, .bin (timm, facebookresearch, Hugging Face) or .onnx')
      .option('--labels <file>', 'class names, one per line; ImageNet names are built in')
      .option('--name <name>', 'name of the model (default: the name of the file)')
      .option('--resolution <n>', 'pixels per side; position embeddings are interpolated', toNumber)
      .option('--heads <n>', 'number of attention heads, if they are not 64 wide', toNumber)
      .addOption(precisionOption())
      .addOption(
        new Option(
          '--preprocessing <preset>',
          'imagenet (default): mean and std of ImageNet; inception: pixels from -1 to 1',
        ).choices(presetNames),
      ),
  run: (terminal, options: Omit<CallArgs<'importModel'>, 'file'>, file: string) =>
    terminal.call('importModel', { file, ...options }, { format: formatInstalled }),
}
