import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { measureCatalog, type Spread } from './catalog.ts'
import { measureExplorer } from './explorer.ts'
import { measureIngest } from './ingest.ts'
import { median } from '../../models/statistics.ts'
import { measureInference } from './measure.ts'
import { listPhotos, makePhotos } from './photos.ts'
import { measureRound, type Round } from './pipeline.ts'
import { measureSimilarity } from './similarity.ts'
import type { Bench, BenchArgs, BenchContext, Measured, MeasuredModel } from '../../electron/cli/bench.ts'
import { modelMeasuring } from '../../electron/predict/measure-models.ts'
import { describeError } from '../../electron/project/describe-error.ts'
import { Service } from '../../electron/project/service.ts'
import { benchPage } from './page.ts'
import { measureTeaching } from './teach.ts'
import { measureTeachSize } from './teach-size.ts'
import { GlanceError } from '../../models/errors.ts'
import { findModel } from '../../electron/model-library/installed.ts'
import { describeMachine } from '../../electron/model-library/measurements.ts'
import { hasAttention, type ModelFile } from '../../models/runtime/engine-model.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { realFolder } from '../../electron/project/locate-project.ts'
import { describeModelLibrary } from '../../electron/model-library/model-library.ts'

const ingestFiles = 60_000
const catalogClasses = 1000

type Report = (name: string, value: number, unit: string, aim?: string) => void

/**
 * Measures this machine. Machines are shared and noisy: rates are for orientation, the ratios are taken within a round
 * and their median counts.
 */
export const runBench: Bench = async (args, context) => {
  const service = new Service()
  try {
    return args.page ? await benchPage(args, context) : { ok: await measure(args, service, context) }
  } catch (error) {
    return { error: describeError(error) }
  } finally {
    await service.close()
  }
}

async function measure(args: BenchArgs, service: Service, { emit, signal }: BenchContext): Promise<Measured> {
  const { data } = service
  const figure: Report = (name, value, unit, aim) =>
    emit({ type: 'figure', name, value, unit, ...(aim === undefined ? {} : { aim }) })
  if (args.modelLibrary !== undefined) return benchModels(args.modelLibrary, service, { emit, signal })
  if (args.teachSize !== undefined) {
    await measureTeachSize(args.teachSize, figure, { emit, signal })
    return null
  }
  if (args.teach !== undefined) return measureTeaching(args.teach, args, { emit, signal })
  if (args.catalog !== undefined) return benchCatalog(args.catalog, figure, { emit, signal })
  const model = findModel(data.models, args.model)
  const scratch = await mkdtemp(join(tmpdir(), 'glance-bench-'))
  const wanted = hasAttention(model.metadata) ? 'maps' : 'labels'
  const engine = await openEngine(model, { provider: args.engine, wanted })
  try {
    const root = args.folder === undefined ? join(scratch, 'photos') : realFolder(args.folder)
    if (args.folder === undefined) await makePhotos(root, args.photos)
    const photos = (await listPhotos(root, args.photos)).map((path) => relative(root, path))
    if (photos.length === 0) throw new GlanceError('not-found', `${root} has no photos.`, 'Give another folder.')
    emit({
      type: 'note',
      text: `${photos.length} photos a round, ${args.rounds} rounds, ${model.id} on ${engine.description}, batch ${engine.batchSize}`,
    })

    const rounds: Round[] = []
    for (let round = 0; round < args.rounds && !signal.aborted; round++)
      rounds.push(await measureRound({ model, engine, root, photos, scratch }))
    if (signal.aborted) throw new GlanceError('cancelled', 'Stopped: no figures.')
    const of = (key: keyof Round): number => median(rounds.map((round) => round[key]))
    figure('decode (read, hash, decode, no thumbnail)', of('decode'), 'photos/s')
    figure(`inference (${wanted})`, of('infer'), 'images/s')
    figure('pipeline (decode, infer, store)', of('pipeline'), 'photos/s')
    figure('pipeline ÷ 1/(1/decode + 1/infer)', of('ratio'), '', '≥ 0.95 on a CPU-only machine')
    figure('peak memory, first half of a round', of('firstHalf'), 'MiB', '< 700')
    figure('peak memory, second half ÷ first half', of('secondHalf') / of('firstHalf'), '', 'flat')
    if (wanted === 'maps') figure('inference, labels only ÷ with maps', await compareVariants(model, engine, args), '')
    if (wanted === 'maps' && model.metadata.config !== undefined) {
      const times = await measureExplorer(model, root, photos)
      figure('explorer: first look at a photo (decode, run, whole matrices), median', times.firstLook, 'ms')
      figure('explorer: attention distance and entropy of every head, median', times.numbers, 'ms')
      figure('explorer: fusing the heads of whole matrices, median', times.fuse, 'ms')
      figure(
        'explorer: rollout with discard from matrices that are held, median',
        times.rollout.p50,
        'ms',
        '< 16, a frame',
      )
      figure(
        'explorer: rollout with discard from matrices that are held, p99',
        times.rollout.p99,
        'ms',
        '< 16, a frame',
      )
      figure(
        'explorer: the same in processor time, which others on the machine do not lengthen, p99',
        times.rolloutWork.p99,
        'ms',
        '< 16, a frame',
      )
      figure('explorer: attention flow, all layers, median', times.flow, 'ms')
    }
    figure(
      `ingest (scan, stat, catalog) of ${ingestFiles} small files`,
      await measureIngest(scratch, ingestFiles),
      'files/s',
      '≥ 5,000',
    )
    return null
  } finally {
    await engine.dispose()
    await rm(scratch, { recursive: true, force: true })
  }
}

/** What installed models cost here: the paper's figure of accuracy against speed, for this machine. */
async function benchModels(
  wanted: readonly string[],
  service: Service,
  { emit, signal }: BenchContext,
): Promise<MeasuredModel[]> {
  const { data } = service
  const measuring = service.get(modelMeasuring)
  const { installed, known, problems } = await describeModelLibrary(service)
  for (const { message } of problems) emit({ type: 'note', text: message })
  const ids = wanted.length > 0 ? wanted.map((one) => findModel(data.models, one).id) : installed.map(({ id }) => id)
  const missing = ids.findIndex((one) => installed.every(({ id }) => id !== one))
  if (missing >= 0)
    throw new GlanceError(
      'wrong-use',
      `${wanted[missing]!} is not installed.`,
      'Import it first: glance import-model <file>',
    )
  emit({
    type: 'note',
    text: `${ids.length} ${ids.length === 1 ? 'model' : 'models'}, on ${measuring.listEngines().join(' and ')} of ${describeMachine()}; some seconds each`,
  })
  return (await measuring.measure(ids, undefined, { service, data, emit, signal })).map((measured) => {
    const { title, size, macs, knownId } = installed.find(({ id }) => id === measured.modelId)!
    const published = known.find((model) => model.id === knownId && model.size === size)
    return { ...measured, title, size, macs, top1: published?.top1 ?? null }
  })
}

/** Browsing: what a page asks for, in a catalog of a size that few have. */
async function benchCatalog(images: number, figure: Report, { emit, signal }: BenchContext): Promise<null> {
  const scratch = await mkdtemp(join(tmpdir(), 'glance-bench-'))
  try {
    emit({
      type: 'note',
      text: `Making a catalog of ${images} images and ${catalogClasses} classes; that takes a while.`,
    })
    const found = await measureCatalog(scratch, { images, classes: catalogClasses }, signal)
    const figures = (name: string, { p50, p99, longest }: Spread, aim?: string): void => {
      figure(`${name}, median`, p50, 'ms')
      figure(`${name}, p99`, p99, 'ms', aim)
      figure(`${name}, longest`, longest, 'ms')
    }
    figure('making the catalog', found.fill, 's')
    figure('load, once a project', found.load, 'ms')
    figure('memory of the index', found.memory, 'MiB')
    figure('an order for the first time, longest', found.order.longest, 'ms')
    figures('filtered page of 200', found.page, '< 16')
    figures('filtered page of 200 right after a label', found.pageAfterEdit)
    figures('page of a text not searched before', found.pageOfText)
    figures('counts for every filter', found.counts, '< 150')
    figures('overview', found.overview)
    figure('relabel 10,000 images as one edit', found.relabel, 'ms', '< 1000')
    figure('and its undo', found.relabelUndo, 'ms', '< 1000')
    for (const { name, value, unit, aim } of await measureSimilarity({ signal })) figure(name, value, unit, aim)
    return null
  } catch (error) {
    if (signal.aborted) throw new GlanceError('cancelled', 'Stopped: no figures.')
    throw error
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** What the maps cost: both graphs in turns, so that a busy moment of the machine affects both. */
async function compareVariants(model: ModelFile, withMaps: Engine, { rounds, photos }: BenchArgs): Promise<number> {
  const labelsOnly = await openEngine(model, { provider: withMaps.provider, wanted: 'labels' })
  try {
    const ratios: number[] = []
    const size = model.metadata.preprocessing.size
    for (let round = 0; round < rounds; round++) {
      const plain = await measureInference(labelsOnly, photos / 2, size)
      ratios.push(plain / (await measureInference(withMaps, photos / 2, size)))
    }
    return median(ratios)
  } finally {
    await labelsOnly.dispose()
  }
}
