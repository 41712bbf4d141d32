import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runProgram } from './cli/program.ts'

/** The terminal: `glance <command>`. */
// A reader that has seen enough (`| head`) closes the pipe; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
// npm runs scripts in the package's folder; a person's paths are relative to the folder they are in.
if (process.env['npm_lifecycle_event'] === 'glance' && process.env['INIT_CWD'] !== undefined)
  process.chdir(process.env['INIT_CWD'])
process.exitCode = await runProgram(process.argv.slice(2), {
  serve: async (options, signal) => (await import('./serve.ts')).serve(options, signal),
  async bench(args, context) {
    if (existsSync(fileURLToPath(new URL('../build/bench/bench.ts', import.meta.url))))
      return (await import('../build/bench/bench.ts')).runBench(args, context)
    return {
      error: {
        code: 'wrong-use',
        message: 'The bench is not part of an installed Glance. Run it from a checkout.',
      },
    }
  },
})
