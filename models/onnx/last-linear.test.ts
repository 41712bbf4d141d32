import { expect, test } from 'vitest'
import { type ClassifierRecipe, makeClassifier, node, weight } from '../deit/fixtures/make-model.ts'
import { findLastLinear } from './last-linear.ts'
import { parseOnnx } from './metadata.ts'
import { dataTypes, type OnnxNode } from './proto.ts'

const find = (recipe: ClassifierRecipe, classes = 3) =>
  findLastLinear(parseOnnx(makeClassifier(recipe), 'x'), 'score', classes)

const pooled = [node('GlobalAveragePool', ['photo'], 'mean'), node('Flatten', ['mean'], 'flat')]
test.each<[string, OnnxNode[], ClassifierRecipe['weights'], object | null]>([
  ['Gemm', [...pooled, node('Gemm', ['flat', 'w', 'b'], 'score')], [weight('w', [5, 3])], { input: 'flat', width: 5 }],
  [
    'Gemm with a transposed weight, softmax behind it',
    [node('Gemm', ['flat', 'w', 'b'], 'logits', { transB: 1 }), node('Softmax', ['logits'], 'score')],
    [weight('w', [3, 5])],
    { input: 'flat', width: 5 },
  ],
  [
    'MatMul and a bias, on either side',
    [
      node('MatMul', ['flat', 'w'], 'product'),
      node('Add', ['b', 'product'], 'logits'),
      node('Reshape', ['logits', 's'], 'score'),
    ],
    [weight('w', [7, 3]), weight('b', [3])],
    { input: 'flat', width: 7 },
  ],
  [
    'MatMul alone, its weight transposed and made of integers',
    [
      node('DequantizeLinear', ['bytes', 'scale'], 'values'),
      node('Transpose', ['values'], 'w', { perm: [1, 0] }),
      node('MatMul', ['flat', 'w'], 'score'),
    ],
    [{ ...weight('bytes', [3, 7]), dataType: 3 }, weight('scale', [])],
    { input: 'flat', width: 7 },
  ],
  [
    'a convolution of one pixel',
    [
      node('Conv', ['mean', 'w'], 'map', { kernel_shape: [1, 1], pads: [0, 0, 0, 0] }),
      node('Flatten', ['map'], 'score'),
    ],
    [weight('w', [3, 9, 1, 1])],
    { input: 'mean', width: 9 },
  ],
  [
    'half precision',
    [node('Gemm', ['flat', 'w'], 'half'), node('Cast', ['half'], 'score', { to: 1 })],
    [{ ...weight('w', [5, 3]), dataType: dataTypes.float16 }],
    { input: 'flat', width: 5 },
  ],
])('%s', (_, nodes, weights, expected) => {
  expect(find({ nodes, weights: weights ?? [] })).toEqual(expected)
})

test('a constant in the graph is a weight, too', () => {
  const constant = node('Constant', [], 'w')
  constant.attribute = [{ name: 'value', type: 4, t: weight('', [5, 3]) }]
  expect(find({ nodes: [constant, node('MatMul', ['flat', 'w'], 'score')] })).toEqual({
    input: 'flat',
    width: 5,
  })
})

test.each<[string, OnnxNode[], ClassifierRecipe['weights']]>([
  ['no layer at all', pooled.map((one) => (one.opType === 'Flatten' ? { ...one, output: ['score'] } : one)), []],
  ['a layer before the pool', [node('Conv', ['photo', 'w'], 'map'), node('GlobalAveragePool', ['map'], 'score')], []],
  ['a convolution of nine pixels', [node('Conv', ['mean', 'w'], 'score')], [weight('w', [3, 9, 3, 3])]],
  ['a convolution in steps', [node('Conv', ['mean', 'w'], 'score', { strides: [2, 2] })], [weight('w', [3, 9, 1, 1])]],
  ['a convolution in groups', [node('Conv', ['mean', 'w'], 'score', { group: 3 })], [weight('w', [3, 9, 1, 1])]],
  [
    'a weight that is calculated',
    [node('Relu', ['v'], 'w'), node('MatMul', ['flat', 'w'], 'score')],
    [weight('v', [5, 3])],
  ],
  ['another number of classes', [node('Gemm', ['flat', 'w'], 'score')], [weight('w', [5, 4])]],
  ['a sum of two layers', [node('MatMul', ['a', 'w'], 'x'), node('Add', ['x', 'y'], 'score')], [weight('w', [5, 3])]],
  ['a weight on the left', [node('MatMul', ['w', 'flat'], 'score')], [weight('w', [3, 5])]],
  ['a circle', [node('Identity', ['score'], 'a'), node('Softmax', ['a'], 'score')], []],
  ['a circle of weights', [node('Cast', ['w'], 'w', { to: 1 }), node('MatMul', ['flat', 'w'], 'score')], []],
])('none: %s', (_, nodes, weights) => {
  expect(find({ nodes, weights: weights ?? [] })).toBeNull()
})
