import { z } from 'zod'
import type { ErrorDetails, Failure } from '../../models/errors.ts'

/** Characters of all details: more than any of our texts and paths need, and nothing that a page takes long to say. */
const mostLetters = 20_000
/** A text puts values in at a few places; many of them in each other would make a text that no memory holds. */
const mostPlaces = 10

const text = z.string().refine((one) => one.split('{').length - 1 <= mostPlaces)
const value = z.union([z.string(), z.number()])
const part = z.object({ message: text, hint: text, params: z.record(z.string(), value) })

/** Details as they are read from a file that anybody may have made: one text inside another, and no deeper. */
export const errorDetailsSchema: z.ZodType<ErrorDetails> = part.extend({
  params: z.record(z.string(), z.union([value, part])),
})

/** Details as the catalog keeps them. */
export const packDetails = (details: ErrorDetails | null | undefined): string | null =>
  details === null || details === undefined ? null : JSON.stringify(details)

/** Details that the catalog kept; null where there are none, or not in our form: only the English message is left. */
export function readDetails(json: string | null): ErrorDetails | null {
  if (json === null || json.length > mostLetters) return null
  try {
    return errorDetailsSchema.parse(JSON.parse(json))
  } catch {
    return null
  }
}

/** A failure as columns of the catalog. */
export interface KeptFailure {
  code: string
  message: string
  details: string | null
}

/** A failure that the catalog kept. */
export function readFailure({ code, message, details: json }: KeptFailure): Failure {
  const details = readDetails(json)
  return details === null ? { code, message } : { code, message, details }
}
