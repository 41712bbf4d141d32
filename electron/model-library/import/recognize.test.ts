import { expect, test } from 'vitest'
import { knownModels, paperConfig } from '../../../models/known-models.ts'
import { type Candidate, recognize } from './recognize.ts'

const tiny = knownModels.find(({ id }) => id === 'deit_tiny_distilled_patch16_224')!
/** A checkpoint of DeiT-Ti⚗'s shape. */
const candidate = (change: Partial<Candidate>): Candidate => ({
  file: 'x.pth',
  sha256: '0'.repeat(64),
  config: paperConfig(tiny),
  hasOwnNames: true,
  ...change,
})
const idOf = (change: Partial<Candidate>): string | null => recognize(knownModels, candidate(change))?.id ?? null

test('by the checksum, whatever it is called', () => {
  expect(idOf({ sha256: `b40b3cf7${'0'.repeat(56)}` })).toBe(tiny.id)
  const base = knownModels.find(({ id }) => id === 'deit_base_distilled_patch16_384')!
  expect(idOf({ sha256: base.sources[1]!.sha256!, config: paperConfig(base) })).toBe(base.id)
  // The same digits over another shape are an accident.
  expect(idOf({ sha256: `a1311bcf${'0'.repeat(56)}` })).toBeNull()
})

test.each([
  'deit_tiny_distilled_patch16_224.pth',
  '/data/deit_tiny_distilled_patch16_224.fb_in1k.safetensors',
  'deit-tiny-distilled-patch16-224.bin',
  '/hub/deit-tiny-distilled-patch16-224/model.safetensors',
  'C:\\hub\\deit_tiny_distilled_patch16_224.fb_in1k\\pytorch_model.bin',
])('by its name and shape: %s', (file) => {
  expect(idOf({ file })).toBe(tiny.id)
  expect(idOf({ file, config: { ...paperConfig(tiny), imageSize: 384 } })).toBeNull()
  expect(idOf({ file, config: { ...paperConfig(tiny), classes: 10 } })).toBeNull()
  expect(idOf({ file, hasOwnNames: false })).toBeNull()
})

test.each([
  'model.safetensors',
  'deit_tiny_distilled_patch16_224-flowers.pth',
  'my_deit_tiny_distilled_patch16_224.pth',
  'deit_tiny_patch16_224.pth',
])('not by a part of a name: %s', (file) => {
  expect(idOf({ file })).toBeNull()
})

test('a name that ends in a checksum which is not the file’s is a lie', () => {
  expect(idOf({ file: 'deit_tiny_distilled_patch16_224-b40b3cf7.pth' })).toBeNull()
})

test('in an own registry without checksums, by the name that it is served under', () => {
  const own = {
    ...tiny,
    id: 'birds',
    labels: ['crow', 'sparrow'],
    sources: [
      {
        kind: 'official' as const,
        url: 'https://models.example.com/v2/birds-final.pth?key=1',
        bytes: null,
        sha256: null,
        sha256Prefix: null,
      },
    ],
  }
  const config = { ...paperConfig(tiny), classes: 2 }
  expect(recognize([own], candidate({ file: 'birds_final.pth', config }))).toBe(own)
  expect(recognize([own], candidate({ file: 'birds.pth', config }))).toBe(own)
  expect(recognize([own], candidate({ file: 'birds.pth' }))).toBeNull()
})
