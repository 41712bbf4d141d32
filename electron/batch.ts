import { runProgram } from './terminal/program.ts'

/** The terminal: `glance <command>`. */
// A reader that has seen enough (`| head`) closes the pipe; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await runProgram(process.argv.slice(2))
