import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { getPrediction } from '../catalog/queries/predictions.ts'
import { makeFolder, nameOf } from '../test-support/prelabel-project.ts'
import { mapDistance, meanMap } from '../../models/deit/map-distance.ts'
import { mapKinds } from './constants.ts'
import { MapSums } from './map-sums.ts'
import { TestService } from '../test-support/service.ts'

describe('sums of maps', () => {
  const bytes = fc.uint8Array({ minLength: 9, maxLength: 9 })
  test('means are those of the plain formula', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(bytes, bytes), { minLength: 1, maxLength: 130 }), (maps) => {
        const sums = new MapSums(2, 9)
        for (const [index, [one, other]] of maps.entries()) sums.add(index + 1, Uint8Array.from([...one, ...other]))
        const found = sums.read()!
        const distances = maps.map(([one, other]) => mapDistance(one, other))
        expect(found.images).toBe(maps.length)
        expect(found.side).toBe(3)
        for (const [row, token] of [
          [found.class, 0],
          [found.distillation!, 1],
        ] as const) {
          const expected = meanMap(maps.map((pair) => pair[token]))!
          for (let patch = 0; patch < 9; patch++) expect(row[patch]).toBeCloseTo(expected[patch]!, 12)
        }
        const nonZero = maps.every((pair) => pair.every((row) => row.some((value) => value > 0)))
        if (nonZero)
          expect(found.distance).toBeCloseTo(distances.reduce((sum, distance) => sum + distance, 0) / maps.length, 12)
        expect(found.disagreement!.reduce((sum, value) => sum + value, 0) / 2).toBeCloseTo(found.distance!, 12)
        expect(found.farthest).toHaveLength(Math.min(100, maps.length))
        expect(found.farthest.map(({ distance }) => distance)).toEqual(
          found.farthest.map(({ distance }) => distance).toSorted((one, other) => other - one),
        )
        if (nonZero) expect(found.farthest[0]!.distance).toBeCloseTo(Math.max(...distances), 12)
      }),
    )
  })

  test('a plain model has one map, and nothing to compare it with', () => {
    const sums = new MapSums(1, 4)
    expect(sums.read()).toBeNull()
    sums.add(1, Uint8Array.of(255, 0, 0, 0))
    sums.add(2, Uint8Array.of(255, 255, 0, 0))
    expect(sums.read()).toEqual({
      images: 2,
      side: 2,
      class: [0.75, 0.25, 0, 0],
      distillation: null,
      disagreement: null,
      distance: null,
      farthest: [],
    })
  })
})

describe('through the calls', () => {
  let service: TestService
  const call: TestService['call'] = (name, args) => service.call(name, args)
  let folder: string
  beforeEach(async () => {
    vi.stubEnv('GLANCE_DATA', makeTempFolder())
    service = new TestService()
    folder = await makeFolder(6)
    writeFileSync(join(folder, 'broken.jpg'), 'no photo')
    await call('openFolder', { folder })
    await service.ended('ingest')
  })
  afterEach(async () => {
    await service.close()
    vi.unstubAllEnvs()
  })

  test('mean maps of what passes', async () => {
    expect(await call('meanMaps', { filter: {} })).toBeNull()
    await call('startPrelabel', {})
    await service.ended('prelabel')
    const { catalog, model } = service.shown!
    const { ids } = await call('listImages', { filter: { text: '00' }, sort: { by: 'name' }, limit: 100 })
    const among = ids.slice(0, 3)
    const found = (await call('meanMaps', { filter: { among } }))!
    const rows = among.map((id) => getPrediction(catalog, id, model!.id)!)
    const expected = meanMap(rows.map(({ rollout }) => rollout!.subarray(0, 196)))!
    expect(found.images).toBe(3)
    for (let patch = 0; patch < 196; patch++) expect(found.class[patch]).toBeCloseTo(expected[patch]!, 12)
    expect(found.farthest.map(({ id }) => id).toSorted()).toEqual(among.toSorted())
    for (const { id, distance } of found.farthest)
      expect(distance).toBeCloseTo(rows[among.indexOf(id)]!.mapDistance!, 12)
    expect((await call('meanMaps', { filter: {} }))!.images).toBe(6) // the broken one has none
    expect(await call('meanMaps', { filter: { status: ['failed'] } })).toBeNull()
  })

  test('curves are measured as a job, kept with the model, and stay where the next run is cancelled', async () => {
    await expect(call('startFaithfulness', {})).rejects.toThrow('Pre-label first')
    expect(await call('faithfulness', {})).toBeNull()
    await call('startPrelabel', {})
    await service.ended('prelabel')
    await expect(call('startFaithfulness', { filter: { text: 'nowhere' } })).rejects.toThrow('no photos to measure')
    rmSync(join(folder, nameOf(0)))
    const { ids } = await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
    service.events = []
    await call('startFaithfulness', { photos: 7, steps: 3, seed: 5, maps: ['rollout-class', 'random'] })
    await service.ended('faithfulness')
    const found = (await call('faithfulness', {}))!
    // One is not there any more; the one that was never a photo is not drawn.
    expect(found).toMatchObject({
      model: service.shown!.model!.key,
      photos: 5,
      steps: 3,
      seed: 5,
      filter: {},
      runs: 1 + 5 * 10,
      shares: [0, 65 / 196, 131 / 196, 1],
    })
    expect(found.curves.map(({ map }) => map)).toEqual(['rollout-class', 'random'])
    for (const { deletion, insertion } of found.curves) {
      expect(deletion).toHaveLength(4)
      expect(deletion[0]).toBeCloseTo(insertion.at(-1)!, 12) // of every photo the whole of it
    }
    expect((await call('listJobs', {})).find(({ kind }) => kind === 'faithfulness')).toMatchObject({
      state: 'done',
      done: 6,
      total: 6,
      failed: 1,
    })
    expect(service.events.some(({ type }) => type === 'changed')).toBe(true)

    service.events = []
    await call('startFaithfulness', { filter: { among: ids.slice(1) }, photos: 7, steps: 196 })
    const job = (await call('listJobs', {})).find(({ state }) => state === 'running')!
    await call('cancelJob', { id: job.id })
    await vi.waitFor(
      async () => expect((await call('listJobs', {})).find(({ id }) => id === job.id)!.state).toBe('cancelled'),
      { timeout: 20_000 },
    )
    expect(await call('faithfulness', {})).toEqual(found)
  })

  test('the terminal measures a folder without a project, and draws the same photos again', async () => {
    await service.closeProject()
    const measure = () => call('measureFaithfulness', { folder, photos: 2, steps: 2, engine: 'cpu' })
    const [one, other] = [await measure(), await measure()]
    expect(one.curves.map(({ map }) => map)).toEqual(mapKinds)
    expect({ ...other, measuredAt: 0 }).toEqual({ ...one, measuredAt: 0 })
    await expect(call('measureFaithfulness', { folder: join(folder, 'nowhere') })).rejects.toThrow('not-found')
  })
})
