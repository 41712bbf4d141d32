/** Ctrl-C, or a polite kill, stops cleanly: what is under way is finished and stored. A second one ends at once. */
export async function withInterrupt<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      // The signal's own way: leaving through process.exit while the model runs would abort with a crash report.
      release()
      process.kill(process.pid, 'SIGINT')
      return
    }
    process.stderr.write('\nStopping: finishing the current work.\n')
    controller.abort()
  }
  const release = (): void => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    return await work(controller.signal)
  } finally {
    release()
  }
}
