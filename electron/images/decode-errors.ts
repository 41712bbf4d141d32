import { type ErrorDetails, GlanceError, phrase } from '../../models/errors.ts'
import { BmpError } from './bmp.ts'
import type { Size } from './geometry.ts'
import { showName } from './names.ts'

/** 268 megapixels: more than any camera takes, less than a decoding bomb needs. Checked in the header. */
export const pixelLimit = 0x3fff * 0x3fff

/** Thrown as sharp throws it, to be described the same way. */
export function refuseTooManyPixels({ width, height }: Size): void {
  if (width * height > pixelLimit) throw new Error('Input image exceeds pixel limit')
}

/** The error of a failed decode, with the file's name. `error` is what sharp or the bitmap reader threw. */
export function decodeError(error: unknown, fileName: string): GlanceError {
  if (error instanceof GlanceError) return error
  if (!(error instanceof Error)) throw error
  const name = showName(fileName)
  const reason = error instanceof BmpError ? error.details : readReason(error.message)
  if (/exceeds? .*pixel limit|exceed \d+x\d+ pixel limit/i.test(error.message)) {
    return new GlanceError(
      'too-large',
      '{name} has more than {limit} megapixels; Glance does not open it.',
      'Save it at a smaller size.',
      { params: { name, limit: Math.floor(pixelLimit / 1e6) }, cause: error },
    )
  }
  if (
    (error instanceof BmpError && error.unsupported) ||
    /unsupported (?:feature|codec|compression)|not supported|not configured/i.test(error.message)
  ) {
    return new GlanceError(
      'unsupported-format',
      '{name} uses an encoding that Glance does not support ({reason}).',
      'Convert it to JPEG or PNG.',
      { params: { name, reason }, cause: error },
    )
  }
  return new GlanceError('damaged-image', '{name} is damaged ({reason}).', 'Get the file again from its source.', {
    params: { name, reason },
    cause: error,
  })
}

/** What decoders say of most damaged files, so that it can be translated. */
const knownReasons = [phrase('premature end of JPEG image'), phrase('libpng read error')]

/**
 * What a decoder says, in its own English unless it is known: the first line, without the names of its parts. Another
 * thread's decoder may have taken the line; then only that there was one is left.
 */
function readReason(message: string): ErrorDetails | string {
  const reason = message
    .split('\n')
    .map((line) => line.replace(/^(?:Input buffer has corrupt header: )?(?:\w+: )*/, '').trim())
    .find((line) => line !== '' && !line.includes('due to failOn'))
  if (reason === undefined) return phrase('the decoder found errors in it')
  return knownReasons.find((known) => known.message === reason) ?? reason
}
