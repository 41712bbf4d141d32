import { expect, test } from 'vitest'
import { parametersOf, macsOf } from './deit/cost.ts'
import { checkFixture } from './deit/fixtures/make-model.ts'
import { countParameters, layOutWeights } from './deit/graph/weights.ts'
import { knownModels, paperConfig } from './known-models.ts'

/**
 * Typed off the paper once more (tables 1 and 5; the last row from its text on 1000 epochs), GMACs off the measurements
 * that its authors' tool gives for the plain models, and off the names of the files that were released.
 */
const paper: [id: string, millions: number, top1: number, throughput: number, gmacs: string | null, file: string][] = [
  ['deit_tiny_patch16_224', 5, 72.2, 2536.5, '1.26', 'deit_tiny_patch16_224-a1311bcf.pth'],
  ['deit_small_patch16_224', 22, 79.8, 940.4, '4.61', 'deit_small_patch16_224-cd65a155.pth'],
  ['deit_base_patch16_224', 86, 81.8, 292.3, '17.58', 'deit_base_patch16_224-b5f2ef4d.pth'],
  ['deit_base_patch16_384', 86, 83.1, 85.9, '55.5', 'deit_base_patch16_384-8de9b5d1.pth'],
  ['deit_tiny_distilled_patch16_224', 6, 74.5, 2529.5, null, 'deit_tiny_distilled_patch16_224-b40b3cf7.pth'],
  ['deit_small_distilled_patch16_224', 22, 81.2, 936.2, null, 'deit_small_distilled_patch16_224-649709d9.pth'],
  ['deit_base_distilled_patch16_224', 87, 83.4, 290.9, null, 'deit_base_distilled_patch16_224-df68dfff.pth'],
  ['deit_base_distilled_patch16_384', 87, 85.2, 85.8, null, 'deit_base_distilled_patch16_384-d0272ac0.pth'],
]

test('the table is the family of the paper, in its order', () => {
  expect(knownModels.map(({ id }) => id)).toEqual(paper.map(([id]) => id))
})

test.each(paper)('%s', (id, millions, top1, throughput, gmacs, file) => {
  const model = knownModels.find((each) => each.id === id)!
  expect(model.top1 * 100).toBeCloseTo(top1, 9)
  expect(model.v100).toBe(throughput)
  // The paper gives 86 M and 87 M for models of 86.9 M and 87.6 M: some of its figures are cut, some rounded.
  expect([Math.floor(model.parameters / 1e6), Math.round(model.parameters / 1e6)]).toContain(millions)
  if (gmacs !== null) expect((model.macs / 1e9).toFixed(gmacs.split('.')[1]!.length)).toBe(gmacs)

  const [official, hub] = model.sources
  expect(official).toEqual({
    kind: 'official',
    url: `https://dl.fbaipublicfiles.com/deit/${file}`,
    bytes: null,
    sha256: null,
    sha256Prefix: /-([0-9a-f]{8})\.pth$/.exec(file)![1],
  })
  expect(hub).toMatchObject({
    kind: 'hugging-face',
    url: `https://huggingface.co/timm/${id}.fb_in1k/resolve/main/model.safetensors`,
  })
  // Float32 and a short header of names: what a source states of its file has to fit the shape.
  if (hub!.bytes !== null) expect(hub!.bytes - 4 * model.parameters).toBeLessThan(20_000)
  if (hub!.bytes !== null) expect(hub!.bytes - 4 * model.parameters).toBeGreaterThan(0)
  expect(hub!.sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/)

  expect(model.distilled).toBe(id.includes('_distilled_'))
  expect(id.endsWith(`_${model.size}`)).toBe(true)
  expect(model.width).toBe(64 * model.heads)
  expect(model.parameters).toBe(parametersOf(paperConfig(model)))
})

test('parameters as timm counts them in models that it builds', () => {
  const counts: Record<string, number> = {
    deit_tiny_patch16_224: 5_717_416,
    deit_small_patch16_224: 22_050_664,
    deit_base_patch16_224: 86_567_656,
    deit_base_patch16_384: 86_859_496,
    deit_tiny_distilled_patch16_224: 5_910_800,
    deit_small_distilled_patch16_224: 22_436_432,
    deit_base_distilled_patch16_224: 87_338_192,
    deit_base_distilled_patch16_384: 87_630_032,
  }
  expect(Object.fromEntries(knownModels.map(({ id, parameters }) => [id, parameters]))).toEqual(counts)
})

test.each(['tiny', 'plain-timm', 'distilled-timm'])('the parameters of %s are those of its tensors', (name) => {
  const { config, weights } = checkFixture(name)
  expect(parametersOf(config)).toBe(countParameters(layOutWeights(weights, config)))
})

test('a larger image costs patches, not parameters but for its positions', () => {
  const config = paperConfig({ size: 224, width: 192, depth: 12, heads: 3, distilled: true })
  const larger = { ...config, imageSize: 448 }
  expect(parametersOf(larger) - parametersOf(config)).toBe((28 ** 2 - 14 ** 2) * 192)
  expect(macsOf(larger)).toBeGreaterThan(4 * macsOf(config)) // attention grows with the square
})
