import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Faithfulness, FaithfulnessCurve, MapKind } from '../electron/attention/calls.ts'
import imagenetLabels from '../models/deit/imagenet-labels.json' with { type: 'json' }
import { column, Room } from './support/terminal.ts'

interface Golden {
  rows: { file: string; top5: { class: number; probability: number }[] }[]
}

// Too large to be a part of the project, and not everywhere.
const shared = fileURLToPath(new URL('../../shared/', import.meta.url))
const weights = join(shared, 'weights')
const isThere = existsSync(join(weights, 'golden-top5.json'))

/** Probabilities may differ by this: the reference resizes photos with another library. */
const tolerance = 0.01

describe.skipIf(!isThere)(`real weights${isThere ? '' : ' (skipped: ../shared is not here)'}`, () => {
  let room: Room
  let golden: Golden

  beforeAll(() => {
    room = new Room({ model: 'embedded' })
    golden = JSON.parse(readFileSync(join(weights, 'golden-top5.json'), 'utf8')) as Golden
    for (const { file } of golden.rows) {
      const to = join(room.photos, file)
      mkdirSync(dirname(to), { recursive: true })
      copyFileSync(join(shared, 'photos', 'caltech101-train', file), to)
    }
  })
  afterAll(() => room[Symbol.dispose]())

  const importModel = async (...args: string[]): Promise<string> => {
    const run = await room.glance(['import-model', ...args])
    expect(run.exit).toBe(0)
    // Only a classifier of unknown origin needs a word about how its photos are prepared.
    expect(run.stderr).toBe(args.includes('inception') ? run.stderr.match(/.*"inception" is assumed.*\n/)?.[0] : '')
    return run.stdout.trimEnd().split('\n').at(-1)!
  }

  test('what the class token attended to matters more than chance', async () => {
    const id = await importModel(join(weights, 'deit_tiny_patch16_224.safetensors'))
    // All photos of the room: on 16 of them the gain was 0.04 ± 0.03, too few to tell.
    // The README has the figures of 200.
    const run = await room.glance([
      '--json',
      'faithfulness',
      room.photos,
      '--model',
      id,
      '--photos',
      '34',
      '--steps',
      '7',
      '--engine',
      'cpu',
    ])
    expect(run.exit).toBe(0)
    const { result } = JSON.parse(run.stdout.trimEnd().split('\n').at(-1)!) as { result: Faithfulness }
    expect(result).toMatchObject({ model: id, photos: 34, runs: 1 + 34 * (2 + 2 * 3 * 6) })
    const of = (map: MapKind): FaithfulnessCurve => result.curves.find((curve) => curve.map === map)!
    expect(of('rollout-class').deletionArea).toBeLessThan(of('random').deletionArea)
    expect(of('rollout-class').gain!).toBeGreaterThan(2 * of('rollout-class').gainError!)
  }, 300_000)

  test('DeiT-Ti from .pth and .safetensors is one model and gives the expected answers', async () => {
    const id = await importModel(join(weights, 'deit_tiny_patch16_224.pth'))
    expect(await importModel(join(weights, 'deit_tiny_patch16_224.safetensors'))).toBe(id)
    const run = await room.prelabel(['--model', id, '--top-k', '5', '--threshold', '0'])
    expect(run).toMatchObject({ exit: 0, result: { images: 34, inferred: 34 } })
    const rows = new Map(room.readCsv().map((row) => [row['file_name'], row]))
    expect(rows.size).toBe(golden.rows.length)
    for (const { file, top5 } of golden.rows) {
      const row = rows.get(file)!
      expect(row['label'], file).toBe(imagenetLabels[top5[0]!.class])
      // A plain model has one head: nothing to agree with.
      expect(row).toMatchObject({ cls_label: row['label'], dist_label: '', dist_confidence: '', agreement: '' })
      const given = new Map(
        [1, 2, 3, 4, 5].map((rank) => [row[`top${rank}_label`]!, Number(row[`top${rank}_confidence`])]),
      )
      const fifth = Number(row['top5_confidence'])
      for (const { class: index, probability } of top5) {
        // One that is not among the first five here is at most as probable as the fifth.
        const confidence = given.get(imagenetLabels[index]!) ?? Math.min(fifth, probability)
        expect(Math.abs(confidence - probability), `${file}: ${imagenetLabels[index]}`).toBeLessThanOrEqual(tolerance)
      }
    }
  }, 180_000)

  test('an external classifier gives labels, and says that it has no attention', async () => {
    const id = await importModel(join(weights, 'mobilenet_v2_1.0_224.onnx'), '--preprocessing', 'inception')
    expect((await room.glance(['models'])).stdout).toMatch(new RegExp(`^${id} .*no attention`, 'm'))
    const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv', '--model', id, '--threshold', '0'])
    expect(run.stderr).toContain(`${id} is an external classifier: it has no attention maps`)
    expect(run.exit).toBe(0)
    const rows = room.readCsv()
    expect(rows).toHaveLength(golden.rows.length)
    for (const row of rows) expect(imagenetLabels).toContain(row['label'])
    // Another network, trained on the same classes: on easy photos both mostly agree.
    const sure = new Map(
      golden.rows
        .filter(({ top5 }) => top5[0]!.probability > 0.6)
        .map(({ file, top5 }) => [file, imagenetLabels[top5[0]!.class]]),
    )
    expect(sure.size).toBeGreaterThan(5)
    const same = rows.filter((row) => sure.get(row['file_name']!) === row['label'])
    expect(same.length).toBeGreaterThanOrEqual(sure.size * 0.6)
    expect(new Set(column(rows, 'agreement'))).toEqual(new Set(['']))
  }, 180_000)
})
