import { expect, test } from 'vitest'
import { openFixture } from '../fixtures/open-fixture.ts'
import { toTimmNames } from './names.ts'
import { readCheckpoint } from './read.ts'
import type { StateDict } from '../tensor.ts'

const read = (name: string) => readCheckpoint(openFixture(name), name)
const sorted = (state: StateDict) => new Map([...state].toSorted(([a], [b]) => (a < b ? -1 : 1)))

test('timm names stay as they are', () => {
  const state = read('plain-timm.safetensors')
  expect(toTimmNames(state, 'x')).toEqual({ scheme: 'timm', state })
})

test.each([
  ['plain-hf.safetensors', 'plain-timm.safetensors'],
  ['distilled-hf.safetensors', 'distilled-timm.safetensors'],
  ['tiny-hf.safetensors', 'tiny.safetensors'],
])('%s gets the names and shapes of %s', (name, timm) => {
  const { scheme, state } = toTimmNames(read(name), name)
  expect(scheme).toBe('huggingface')
  const shapes = (of: StateDict) => Object.fromEntries([...of].map(([key, { shape }]) => [key, shape]))
  expect(shapes(state)).toEqual(shapes(read(timm)))
})

test('names of files and names of modules give the same weights', () => {
  const files = toTimmNames(read('tiny-hf.safetensors'), 'x').state
  const modules = toTimmNames(read('tiny-hf-modules.pth'), 'x').state
  expect(sorted(modules)).toEqual(sorted(files))
})

test('query, key and value lie one after the other', () => {
  const hf = read('tiny-hf.safetensors')
  const { state } = toTimmNames(hf, 'x')
  const parts = ['query', 'key', 'value'].flatMap((part) => [
    ...hf.get(`deit.encoder.layer.0.attention.attention.${part}.weight`)!.data,
  ])
  expect(state.get('blocks.0.attn.qkv.weight')).toEqual({ shape: [24, 8], data: Float32Array.from(parts) })
  expect(state.get('head_dist.bias')).toEqual(hf.get('distillation_classifier.bias'))
  expect(state.get('blocks.0.mlp.fc2.weight')).toEqual(hf.get('deit.encoder.layer.0.output.dense.weight'))
})

test('an encoder saved without its prefix is recognised too', () => {
  const bare = new Map([...read('tiny-hf.safetensors')].map(([name, tensor]) => [name.replace(/^deit\./, ''), tensor]))
  expect(sorted(toTimmNames(bare, 'x').state)).toEqual(sorted(toTimmNames(read('tiny-hf.safetensors'), 'x').state))
})

test('unknown names are kept for the check to name', () => {
  const state = read('tiny-hf.safetensors')
  state.set('deit.pooler.dense.weight', { shape: [1], data: Float32Array.of(1) })
  expect(toTimmNames(state, 'x').state.has('deit.pooler.dense.weight')).toBe(true)
})

test.each([
  [
    'a missing key',
    (state: StateDict) => state.delete('deit.encoder.layer.0.attention.attention.key.bias'),
    'the key of "blocks.0.attn.qkv.bias" is missing',
  ],
  [
    'another shape',
    (state: StateDict) =>
      state.set('deit.encoder.layer.0.attention.attention.value.weight', { shape: [8], data: new Float32Array(8) }),
    'have shapes [8, 8] and [8], expected the same',
  ],
  [
    'both schemes at once',
    (state: StateDict) =>
      state
        .set('cls_classifier.weight', state.get('head.weight') ?? state.get('cls_classifier.weight')!)
        .set('classifier.weight', state.get('cls_classifier.weight')!),
    'contains "head.weight" twice',
  ],
])('refuses %s', (_what, edit, message) => {
  const state = read('tiny-hf.safetensors')
  edit(state)
  expect(() => toTimmNames(state, 'x')).toThrow(message)
})

test('something else is refused with what it holds', () => {
  const other: StateDict = new Map([['features.0.weight', { shape: [1], data: Float32Array.of(1) }]])
  expect(() => toTimmNames(other, 'x.pth')).toThrow(
    expect.objectContaining({
      code: 'unsupported-model',
      message: expect.stringMatching(
        /"x.pth" is not a DeiT or ViT.*got 1 tensors such as "features.0.weight"/,
      ) as string,
    }),
  )
})
