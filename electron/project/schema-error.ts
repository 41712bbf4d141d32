import type { z } from 'zod'
import { type ErrorDetails, GlanceError, phrase } from '../../models/errors.ts'

/** What schemas say, as texts with values: zod gives whole sentences in English only. */
export const schemaTexts = [
  'Invalid input: expected {expected}, received {received}',
  'Invalid input: expected {expected}',
  'Invalid input',
  'Invalid option: expected one of {options}',
  'Invalid discriminator value. Expected {options}',
  'Invalid key in record',
  'Invalid URL',
  'Unrecognized key: {key}',
  'Unrecognized keys: {keys}',
  'Too small: expected string to have >={limit} characters',
  'Too small: expected array to have >={limit} items',
  'Too small: expected array to have exactly {limit} items',
  'Too small: expected number to be >={limit}',
  'Too small: expected number to be >{limit}',
  'Too small: expected int to be >={limit}',
  'Too big: expected string to have <={limit} characters',
  'Too big: expected array to have <={limit} items',
  'Too big: expected array to have exactly {limit} items',
  'Too big: expected number to be <={limit}',
  'Too big: expected number to be <{limit}',
  'Too big: expected int to be <={limit}',
]

const patterns = schemaTexts.map((text) => {
  const escaped = text.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
  return { text, pattern: new RegExp(`^${escaped.replaceAll(/\{(\w+)\}/g, '(?<$1>.+)')}$`, 's') }
})

/** One of zod's sentences with its values; any other one as it is, for that is a text of our own schemas. */
function readSentence(message: string): ErrorDetails {
  for (const { text, pattern } of patterns) {
    const match = pattern.exec(message)
    if (match !== null) return { message: text, hint: '', params: { ...match.groups } }
  }
  return { message, hint: '', params: {} }
}

/** What a schema found wrong, in one line. */
export const schemaError = ({ issues }: z.ZodError): GlanceError =>
  new GlanceError('wrong-use', '{issues}', '', {
    params: {
      issues: issues.map(({ path, message }) =>
        phrase('{path}: {problem}', { path: path.join('.'), problem: readSentence(message) }),
      ),
    },
  })
