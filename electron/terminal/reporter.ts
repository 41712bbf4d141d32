import { Presets, SingleBar } from 'cli-progress'
import type { JobRow } from '../contract/data.ts'
import type { ServiceEvent } from '../contract/events.ts'
import { formatDuration, formatFigure } from './format.ts'

/** Shows what the service tells. Everything but results goes to stderr, so stdout can be piped. */
export interface Reporter {
  emit: (event: ServiceEvent) => void
  /** Ends what is drawn, before a result or an error is printed. */
  close: () => void
}

/** A bar on a terminal, plain lines elsewhere, one JSON object a line among the results where asked for. */
export function makeReporter({ json, results }: { json: boolean; results: NodeJS.WritableStream }): Reporter {
  if (json) return { emit: (event) => void results.write(`${JSON.stringify(event)}\n`), close: () => undefined }
  return process.stderr.isTTY ? makeBarReporter() : makeLineReporter()
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** Problems, notes and figures look the same everywhere. */
function sayEvent(event: Exclude<ServiceEvent, { type: 'job' }>): void {
  if (event.type === 'problem') say(`! ${event.problem.message}`)
  else if (event.type === 'note') say(event.text)
  else if (event.type === 'figure') process.stdout.write(`${formatFigure(event)}\n`)
}

function makeBarReporter(): Reporter {
  let bar: SingleBar | null = null
  const stop = (): void => {
    bar?.stop()
    bar = null
  }
  return {
    emit(event) {
      if (event.type !== 'job') {
        // The bar is taken away, the line said, and the next report draws the bar anew below it.
        if (bar !== null) process.stderr.write('\r\x1b[K')
        sayEvent(event)
        return
      }
      const { job } = event
      if (job.state !== 'running') {
        stop()
        return
      }
      if (job.total === null || job.total === 0) return
      if (bar === null) {
        const format = '{bar} {percentage} % | {value}/{total} photos | {rate} | {left} left'
        bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, barsize: 30 }, Presets.shades_classic)
        bar.start(job.total, job.done, texts(job))
      } else bar.update(job.done, texts(job))
    },
    close: stop,
  }
}

const texts = ({ rate, eta }: JobRow): { rate: string; left: string } => ({
  rate: rate === null ? '– photos/s' : `${rate.toFixed(1)} photos/s`,
  left: eta === null ? '–' : formatDuration(eta),
})

/** Seconds between two lines of a log. */
const lineEvery = 5

function makeLineReporter(): Reporter {
  let saidAt = performance.now()
  return {
    emit(event) {
      if (event.type !== 'job') {
        sayEvent(event)
        return
      }
      const { job } = event
      if (job.state !== 'running' || job.total === null || performance.now() - saidAt < lineEvery * 1000) return
      saidAt = performance.now()
      const { rate, left } = texts(job)
      say(`${job.done}/${job.total} photos, ${rate}, ${left} left`)
    },
    close: () => undefined,
  }
}
