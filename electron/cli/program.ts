import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { commands } from './commands/index.ts'
import { exits, type Programs, Terminal } from './terminal.ts'

/** Runs one command line, without `node` and the script; gives the exit code. */
export async function runProgram(args: readonly string[], programs: Programs): Promise<number> {
  let exit: number = exits.done
  const program = makeProgram(programs, (code) => {
    exit = code
  })
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exits.done : exits.wrongUse
  }
  return exit
}

function makeProgram(programs: Programs, setExit: (code: number) => void): Command {
  const program = new Command('glance')
    .description('Labels image datasets with DeiT and shows what its class token and distillation token attend to.')
    .version(packageJson.version)
    .exitOverride()
    .showHelpAfterError('(run glance --help for usage)')
    .configureHelp({ showGlobalOptions: true })
    .option('--json', 'print events and the result as JSON, one object per line')
  for (const each of commands) {
    const command = each.configure(program.command(each.name).description(each.description))
    command.action(async () => {
      const terminal = new Terminal(programs, program.opts<{ json?: boolean }>().json === true)
      const [argument] = command.processedArgs as (string | undefined)[]
      setExit(await each.run(terminal, command.opts(), argument))
    })
  }
  return program
}
