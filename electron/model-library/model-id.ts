import type { ModelMetadata } from '../../models/onnx/metadata.ts'

/** Bytes of an id's name at most: a file system takes 255, for the sum, the extension and a temporary ending too. */
const longest = 200

/** The same in characters that are safe in a file name on every system. */
export const toSafeName = (text: string): string => text.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')

/**
 * A name with the first 8 digits of a sha256, as torch's hub does it: two different models never share an id. It names
 * the model's file, and both parts may come from a file of somebody else's.
 */
export const makeId = ({ name, fingerprint }: Pick<ModelMetadata, 'name' | 'fingerprint'>): string =>
  `${shorten(toSafeName(name))}-${toSafeName(fingerprint.slice(0, 8))}`

function shorten(name: string): string {
  let [result, length] = ['', 0]
  for (const character of name) {
    length += Buffer.byteLength(character)
    if (length > longest) break
    result += character
  }
  return result
}
