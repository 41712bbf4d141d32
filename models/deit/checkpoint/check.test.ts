import { describe, expect, test } from 'vitest'
import { openFixture } from '../fixtures/open-fixture.ts'
import { checkCheckpoint } from './check.ts'
import { expectedShapes } from './expected.ts'
import { toTimmNames } from './names.ts'
import { readCheckpoint } from './read.ts'
import type { StateDict, Tensor } from '../tensor.ts'

const load = (name: string) => toTimmNames(readCheckpoint(openFixture(name), name), name)
const check = (name: string, options: { heads?: number; imageSize?: number } = {}) => {
  const { scheme, state } = load(name)
  return checkCheckpoint(state, { fileName: name, scheme, ...options })
}
const zeros = (...shape: number[]): Tensor => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) })

test.each([
  [
    'plain-timm.safetensors',
    3,
    {
      imageSize: 224,
      patchSize: 16,
      width: 24,
      depth: 3,
      heads: 3,
      hidden: 96,
      classes: 7,
      distilled: false,
      layerNormEps: 1e-6,
    },
  ],
  [
    'distilled-hf.safetensors',
    3,
    {
      imageSize: 224,
      patchSize: 16,
      width: 24,
      depth: 3,
      heads: 3,
      hidden: 96,
      classes: 7,
      distilled: true,
      layerNormEps: 1e-12,
    },
  ],
  [
    'tiny.safetensors',
    2,
    {
      imageSize: 8,
      patchSize: 4,
      width: 8,
      depth: 1,
      heads: 2,
      hidden: 32,
      classes: 3,
      distilled: true,
      layerNormEps: 1e-6,
    },
  ],
])('infers the shape of %s', (name, heads, config) => {
  const got = check(name, { heads })
  expect(got.config).toEqual(config)
  expect([...got.weights.keys()]).toEqual([...expectedShapes(got.config).keys()])
})

test('heads are width / 64 unless given', () => {
  const base = {
    imageSize: 8,
    patchSize: 4,
    width: 192,
    depth: 2,
    heads: 3,
    hidden: 48,
    classes: 5,
    distilled: false,
    layerNormEps: 1e-6,
  }
  const state: StateDict = new Map([...expectedShapes(base)].map(([name, shape]) => [name, zeros(...shape)]))
  expect(checkCheckpoint(state, { fileName: 'x', scheme: 'timm' }).config).toEqual(base)
  expect(checkCheckpoint(state, { fileName: 'x', scheme: 'timm', heads: 6 }).config.heads).toBe(6)
})

test('another resolution resamples the positions, and config and weights agree', () => {
  const { config, weights } = check('tiny.safetensors', { heads: 2, imageSize: 20 })
  expect(config.imageSize).toBe(20)
  expect(weights.get('pos_embed')?.shape).toEqual([1, 2 + 25, 8])
  expect(check('tiny.safetensors', { heads: 2, imageSize: 8 })).toEqual(check('tiny.safetensors', { heads: 2 }))
})

test('what takes no part in classifying is dropped', () => {
  const { state, scheme } = load('plain-hf.safetensors')
  state
    .set('vit.pooler.dense.weight', zeros(24, 24))
    .set('vit.pooler.dense.bias', zeros(24))
    .set('vit.embeddings.mask_token', zeros(1, 1, 24))
  expect(checkCheckpoint(state, { fileName: 'x', scheme, heads: 3 }).weights.size).toBe(44)
})

describe('names the fault', () => {
  test.each<[string, string, string, object]>([
    ['missing.pth', 'damaged-model', '1 missing: "blocks.0.mlp.fc2.bias" [8]', { heads: 2 }],
    [
      'misshapen.safetensors',
      'damaged-model',
      '1 of another shape (got ≠ expected): "blocks.0.attn.proj.weight" [8, 4] ≠ [8, 8]',
      { heads: 2 },
    ],
    ['surplus.safetensors', 'unsupported-model', '1 that no DeiT has: "neck.weight" [2, 2]', { heads: 2 }],
    ['tiny.safetensors', 'unsupported-model', 'width 8 is not a multiple of 64', {}],
    ['tiny.safetensors', 'unsupported-model', '3 attention heads do not divide its width 8', { heads: 3 }],
    [
      'tiny.safetensors',
      'unsupported-model',
      'cannot run at 10 pixels, expected a multiple of its patch 4',
      { heads: 2, imageSize: 10 },
    ],
  ])('%s: %s, %s', (name, code, message, options) => {
    expect(() => check(name, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    )
    expect(() => check(name, options)).toThrow(`"${name}"`)
  })

  test('unknown heads: the hint names the option', () => {
    expect(() => check('tiny.safetensors')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('--heads') as string }),
    )
  })

  type Edit = (state: StateDict) => void
  const drop =
    (pattern: RegExp): Edit =>
    (state) => {
      for (const name of [...state.keys()]) if (pattern.test(name)) state.delete(name)
    }
  const add =
    (name: string, ...shape: number[]): Edit =>
    (state) => {
      state.set(name, zeros(...shape))
    }

  test.each<[string, Edit, string, string]>([
    ['no head', drop(/^head/), 'unsupported-model', 'no classification head'],
    [
      'a distillation token without its head',
      drop(/^head_dist/),
      'unsupported-model',
      'distillation token without a head',
    ],
    ['half a head', drop(/^head\.weight/), 'damaged-model', '"head.weight" is missing'],
    [
      'a distillation head without its token',
      drop(/^dist_token/),
      'damaged-model',
      '1 missing: "dist_token" [1, 1, 8]',
    ],
    ['no class token', drop(/^cls_token/), 'unsupported-model', 'no "cls_token"'],
    ['no query biases', drop(/qkv\.bias/), 'unsupported-model', 'attention without biases'],
    ['layer scale', add('blocks.0.ls1.gamma', 8), 'unsupported-model', '"blocks.0.ls1.gamma" means layer scale'],
    ['fc_norm', add('fc_norm.weight', 8), 'unsupported-model', 'averaged patches'],
    ['registers', add('reg_token', 1, 4, 8), 'unsupported-model', 'register tokens'],
    [
      'relative positions',
      add('blocks.0.attn.relative_position_bias_table', 9, 2),
      'unsupported-model',
      'relative positions',
    ],
    ['pre_logits', add('pre_logits.fc.weight', 8, 8), 'unsupported-model', 'representation layer'],
    ['a grid that is no square', add('pos_embed', 1, 2 + 6, 8), 'unsupported-model', 'non-square grid'],
    ['positions of patches only', add('pos_embed', 1, 4, 8), 'unsupported-model', 'none for the special tokens'],
    ['one channel', add('patch_embed.proj.weight', 8, 1, 4, 4), 'unsupported-model', 'takes 1 channels, expected 3'],
    ['oblong patches', add('patch_embed.proj.weight', 8, 3, 4, 2), 'unsupported-model', 'patches of 4 x 2'],
    ['another rank', add('cls_token', 8), 'damaged-model', '"cls_token" has shape [8], expected 3 sizes above 0'],
    [
      'a layer out of line',
      add('blocks.999999999.norm1.weight', 8),
      'damaged-model',
      '12 missing: "blocks.1.norm1.weight" [8]',
    ],
  ])('%s', (_what, edit, code, message) => {
    const { state, scheme } = load('tiny.safetensors')
    edit(state)
    const run = () => checkCheckpoint(state, { fileName: 'x', scheme, heads: 2 })
    expect(run).toThrow(
      expect.objectContaining({ name: 'GlanceError', code, message: expect.stringContaining(message) as string }),
    )
  })

  test('lists five of all', () => {
    const { state, scheme } = load('tiny.safetensors')
    drop(/(norm|proj|fc1|fc2)\S*\.bias/)(state)
    expect(() => checkCheckpoint(state, { fileName: 'x', scheme, heads: 2 })).toThrow(
      /7 missing: ("\S+" \[\d+\](, )?){5}…/,
    )
  })

  test.each([NaN, Infinity])('%s among the weights', (value) => {
    const { state, scheme } = load('tiny.safetensors')
    const { shape, data } = state.get('blocks.0.norm2.bias')!
    state.set('blocks.0.norm2.bias', { shape, data: data.with(3, value) })
    expect(() => checkCheckpoint(state, { fileName: 'x', scheme, heads: 2 })).toThrow(
      `"blocks.0.norm2.bias" has ${value} at element 3`,
    )
  })
})
