import { explain } from '../i18n/explain.ts'
import { service } from './service.svelte.ts'

export interface Toast {
  id: number
  tone: 'info' | 'error'
  text: string
  /** What a button beside the text does. */
  action: ToastAction | null
}

export interface ToastAction {
  text: string
  run: () => void
}

/** Milliseconds that a message stays: errors twice as long, and three times what asks for a decision. */
const toastFor = 5000
const toastsShown = 4
const notesKept = 50

/** Messages that fade, and what can be read again of them. */
class Toasts {
  shown = $state.raw<readonly Toast[]>([])
  /** Errors, and what the service said in passing; the newest first. */
  notes = $state.raw<readonly string[]>([])
  #last = 0

  start(): () => void {
    return service.on('note', ({ text, details }) => this.#note(explain({ message: text, details })))
  }

  /** Shows a message, and gives its id. */
  show(tone: Toast['tone'], text: string, action: ToastAction | null = null): number {
    const id = ++this.#last
    if (tone === 'error') this.#note(text) // what fades can be read again
    this.shown = [...this.shown.slice(1 - toastsShown), { id, tone, text, action }]
    setTimeout(() => this.dismiss(id), toastFor * (action !== null ? 3 : tone === 'error' ? 2 : 1))
    return id
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id)
  }

  /** The notes are about one project. */
  forgetNotes(): void {
    this.notes = []
  }

  #note(text: string): void {
    if (this.notes[0] === text) return // said by the service, and by the page
    this.notes = [text, ...this.notes].slice(0, notesKept)
  }
}

export const toasts = new Toasts()

/**
 * Does it, or shows the person why not and returns null.
 * `report` receives the reason where a dialog has a place of its own for it.
 */
export async function attempt<Value>(
  action: () => Promise<Value>,
  report = (reason: string): void => void toasts.show('error', reason),
): Promise<Value | null> {
  try {
    return await action()
  } catch (error) {
    report(explain(error))
    return null
  }
}
