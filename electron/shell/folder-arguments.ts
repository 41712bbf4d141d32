import { resolve } from 'node:path'

/** The folder or project that a command line names, absolute; null where it names none. */
export function findFolderArgument(argv: readonly string[], isDefaultApp: boolean, cwd: string): string | null {
  // What comes first is the program, and under a bare Electron the app's folder too.
  const named = argv.slice(isDefaultApp ? 2 : 1).find((argument) => argument !== '' && !argument.startsWith('-'))
  return named === undefined ? null : resolve(cwd, named)
}
