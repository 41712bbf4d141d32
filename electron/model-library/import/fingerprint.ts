import { createHash } from 'node:crypto'

/** sha256 of a model's weights and of everything else that decides its answers. */
export function fingerprint(weights: Iterable<Uint8Array | Float32Array>, rest: object): string {
  const hash = createHash('sha256').update(JSON.stringify(rest))
  for (const values of weights) hash.update(values)
  return hash.digest('hex')
}
