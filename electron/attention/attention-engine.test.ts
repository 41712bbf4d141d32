import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keptBytes } from './attention-engine.ts'

/** Bytes of a photo's whole attention: float32 [layers, heads, tokens, tokens], both special tokens included. */
const bytesOf = (layers: number, heads: number, patches: number): number => 4 * layers * heads * (patches + 2) ** 2

test('the README says how many photos are kept as the constant has it', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
  const [tiny, base] = [bytesOf(12, 3, 14 ** 2), bytesOf(12, 12, 24 ** 2)].map((bytes) => Math.floor(keptBytes / bytes))
  expect(readme).toContain(`its whole matrices are cached, ${keptBytes / 2 ** 20} MiB at most`)
  expect(readme).toContain(`: ${tiny} photos of DeiT-Ti at 224 pixels, two of a base model at 384 pixels)`)
  expect(base).toBe(2)
})
