import type { ServiceEvent } from '../api/events.ts'

/** Bytes of events that wait for a page: thousands of them, so only who does not read is ever so far behind. */
const queueLimit = 2 ** 20
/** Milliseconds between two heartbeats to a page, so that no browser takes an idle connection for a dead one. */
const heartbeatMs = 15_000

/** The pages that listen, and what they are told. */
export class EventStreams {
  readonly #listeners = new Set<(text: string) => void>()

  emit(event: ServiceEvent): void {
    for (const listener of this.#listeners) listener(`data: ${JSON.stringify(event)}\n\n`)
  }

  /**
   * A new reader's answer. One that does not read is cut off by `cut`, so that what waits for it cannot grow: the page
   * connects again and reads everything anew.
   */
  open(cut: () => void): Response {
    const encoder = new TextEncoder()
    let end = (): void => undefined
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const write = (text: string): void => {
            if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text))
            else {
              end()
              cut()
            }
          }
          const heartbeat = setInterval(() => write(': alive\n\n'), heartbeatMs)
          end = () => {
            clearInterval(heartbeat)
            this.#listeners.delete(write)
          }
          this.#listeners.add(write)
          write(': alive\n\n')
        },
        cancel: () => end(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: queueLimit }),
    )
    return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } })
  }
}
