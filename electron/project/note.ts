import { type ErrorParams, phrase, sayDetails } from '../../models/errors.ts'
import type { ProjectEvent } from './events.ts'

/** Something worth knowing, in English and in parts for other languages: `{name}` is replaced by `params`. */
export function note(message: string, params: ErrorParams = {}): ProjectEvent & { type: 'note' } {
  const details = phrase(message, params)
  return { type: 'note', text: sayDetails(details), details }
}

/** What runs a model. Its description is one text, reasons included. */
export const noteEngine = (model: string, description: string): ReturnType<typeof note> =>
  note('Model: {model} on {engine}', { model, engine: { message: description, hint: '', params: {} } })
