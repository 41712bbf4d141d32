import type { Port } from '../../../../models/worker-rpc.ts'

/** A worker as its page sees it, or the page as its worker does. */
export interface WebPort {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}

/** The web's workers pass events, where Node's pass messages. */
export const wrapPort = (port: WebPort): Port => ({
  postMessage: (message, transfer) => port.postMessage(message, [...transfer]),
  on: (type, listener) => port.addEventListener(type, ({ data }) => listener(data)),
})
