import { Option } from 'commander'
import type { CallArgs } from '../../api/calls.ts'
import { sourceKinds } from '../../../models/known-models.ts'
import type { TerminalCommand } from '../command.ts'
import { precisionOption } from '../options.ts'
import { formatInstalled } from './models.ts'

export const fetchModel: TerminalCommand = {
  name: 'fetch-model',
  description: 'download a model of the paper and install it; resumes where it stopped',
  configure: (command) =>
    command
      .argument('<id>', 'see "glance models --known"')
      .addOption(
        new Option('--source <kind>', 'source (default: the first that "models --known" lists)').choices(sourceKinds),
      )
      .addOption(precisionOption())
      .option('--mirror <address>', 'replaces the host that the model is published at')
      .option('--proxy <address>', 'http://host:port (default: HTTPS_PROXY of the environment)'),
  run: (terminal, options: Omit<CallArgs<'fetchModel'>, 'model'>, model: string) =>
    terminal.call('fetchModel', { model, ...options }, { format: formatInstalled }),
}
