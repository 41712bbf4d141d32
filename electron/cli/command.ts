import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'

/** One command of the terminal: a file of `commands/`, and a line in the list there. */
export interface TerminalCommand {
  name: string
  description: string
  /** Adds its argument and its options, as `--help` shows them. */
  configure: (command: Command) => Command
  /**
   * Does the work, prints the result and gives the exit code. `options` and `argument` are what `configure` declares.
   */
  run(terminal: Terminal, options: object, argument: string | undefined): Promise<number>
}
