import { Presets, SingleBar } from 'cli-progress'
import type { ServiceEvent } from '../api/events.ts'
import type { Figure } from './bench.ts'
import { formatBytes, formatDuration, formatFigure, formatRate } from './format.ts'

/** Shows the service's events. Everything but results goes to stderr, so stdout can be piped. */
export interface Reporter {
  emit: (event: ServiceEvent | Figure) => void
  /** Ends what is drawn, before a result or an error is printed. */
  close: () => void
}

/** A bar on a terminal, plain lines elsewhere, one JSON object a line among the results where asked for. */
export function makeReporter({ json, results }: { json: boolean; results: NodeJS.WritableStream }): Reporter {
  if (json) return { emit: (event) => void results.write(`${toJson(event)}\n`), close: () => undefined }
  return process.stderr.isTTY ? makeBarReporter() : makeLineReporter()
}

/** Events whose English text is all that a script gets: what the page translates would be its second copy. */
const inEnglish = ['job', 'note', 'problem']

function toJson(event: ServiceEvent | Figure): string {
  const leaveOut = (key: string, value: unknown): unknown =>
    key === 'details' || key === 'errorDetails' ? undefined : value
  return JSON.stringify(event, inEnglish.includes(event.type) ? leaveOut : undefined)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** Problems, notes and figures look the same everywhere. */
function sayEvent(event: ServiceEvent | Figure): void {
  if (event.type === 'problem') say(`! ${event.problem.message}`)
  else if (event.type === 'note') say(event.text)
  else if (event.type === 'figure') process.stdout.write(`${formatFigure(event)}\n`)
}

/** The job under way, as a bar or a line shows it. */
interface Progress {
  isRunning: boolean
  done: number
  total: number
  format: string
  texts: Record<string, string>
  line: string
}

function toProgress(event: ServiceEvent | Figure): Progress | null {
  if (event.type === 'job') {
    const { state, done, total, rate, eta } = event.job
    const texts = {
      rate: rate === null ? '– photos/s' : formatRate(rate),
      left: eta === null ? '–' : formatDuration(eta),
    }
    return {
      isRunning: state === 'running',
      done,
      total: total ?? 0,
      format: '{bar} {percentage} % | {value}/{total} photos | {rate} | {left} left',
      texts,
      line: `${done}/${total ?? 0} photos, ${texts.rate}, ${texts.left} left`,
    }
  }
  if (event.type === 'download') {
    const { state, bytes, total, rate } = event.download
    const of = `${formatBytes(bytes)} of ${formatBytes(total ?? 0)}`
    const speed = rate === null ? '–' : `${formatBytes(rate)}/s`
    return {
      isRunning: state === 'running',
      done: bytes,
      total: total ?? 0,
      format: '{bar} {percentage} % | {of} | {speed}',
      texts: { of, speed },
      line: `${of}, ${speed}`,
    }
  }
  return null
}

function makeBarReporter(): Reporter {
  let bar: SingleBar | null = null
  const stop = (): void => {
    bar?.stop()
    bar = null
  }
  return {
    emit(event) {
      const progress = toProgress(event)
      if (progress === null) {
        // The bar is taken away, the line said, and the next report draws the bar again below it.
        if (bar !== null) process.stderr.write('\r\x1b[K')
        sayEvent(event)
        return
      }
      const { isRunning, done, total, format, texts } = progress
      if (!isRunning) {
        stop()
        return
      }
      if (total === 0) return
      if (bar === null) {
        bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, barsize: 30 }, Presets.shades_classic)
        bar.start(total, done, texts)
      } else bar.update(done, texts)
    },
    close: stop,
  }
}

/** Seconds between two lines of a log. */
const lineEvery = 5

function makeLineReporter(): Reporter {
  let saidAt = performance.now()
  return {
    emit(event) {
      const progress = toProgress(event)
      if (progress === null) {
        sayEvent(event)
        return
      }
      if (!progress.isRunning || progress.total === 0 || performance.now() - saidAt < lineEvery * 1000) return
      saidAt = performance.now()
      say(progress.line)
    },
    close: () => undefined,
  }
}
