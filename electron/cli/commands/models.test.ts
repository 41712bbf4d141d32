import { expect, test } from 'vitest'
import type { ModelInfo } from '../../api/page.ts'
import { formatModels } from './models.ts'

test('models are printed in columns', () => {
  const deit: ModelInfo = {
    id: 'x',
    name: 'deit',
    classes: 1000,
    size: 224,
    parameters: 5_910_800,
    distilled: true,
    attention: true,
    bytes: 2 ** 20,
    precision: 'float32',
    path: '',
    isDefault: true,
    isEmbedded: true,
  }
  expect(
    formatModels([
      deit,
      { ...deit, id: 'vit-0a1b2c3d', distilled: false, isEmbedded: false, precision: 'float16' },
      {
        ...deit,
        id: 'net-01234567',
        isDefault: false,
        attention: false,
        distilled: false,
        parameters: null,
        classes: 7,
      },
    ]).split('\n'),
  ).toEqual([
    'default       224 px  1000 classes  5.9 M parameters  class and distillation token  float32  1.0 MiB',
    'vit-0a1b2c3d  224 px  1000 classes  5.9 M parameters  class token                   float16  1.0 MiB, the default',
    'net-01234567  224 px  7 classes     ONNX              no attention                  float32  1.0 MiB',
  ])
})
