/** Whether a file name means standard output: by the usual dash or by the names that systems have for it. */
export const isStandardOutput = (file: string): boolean =>
  ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'].includes(file)
