import type { TerminalCommand } from '../command.ts'
import { bench } from './bench.ts'
import { exportLabels } from './export.ts'
import { faithfulness } from './faithfulness.ts'
import { fetchModel } from './fetch-model.ts'
import { importModel } from './import-model.ts'
import { models } from './models.ts'
import { prelabel } from './prelabel.ts'
import { serve } from './serve.ts'
import { teach } from './teach.ts'

/** All commands, in the order of `--help`. */
export const commands: readonly TerminalCommand[] = [
  prelabel,
  teach,
  exportLabels,
  importModel,
  fetchModel,
  models,
  faithfulness,
  bench,
  serve,
]
