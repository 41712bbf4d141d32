import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeClassifier, makeModelFile } from '../../../models/deit/fixtures/make-model.ts'
import { dispatch } from '../../api/dispatch.ts'
import { loadSharp } from '../../images/sharp-runtime.ts'
import { install, type InstalledModel, summarize } from '../../model-library/installed.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { TestService } from '../../test-support/service.ts'

const kinds = ['red', 'green', 'blue']
const count = 36
const nameOf = (index: number): string => `photo-${String(index).padStart(2, '0')}.png`
const kindOf = (name: string): string => kinds[Number(/\d+/.exec(name)![0]) % kinds.length]!

let [data, photos, csv] = ['', '', '']
let service = new TestService()
let backbone: InstalledModel
const call: TestService['call'] = (name, args) => service.call(name, args)
beforeEach(async () => {
  data = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', data)
  service = new TestService()
  backbone = install(join(data, 'models'), makeModelFile('tiny'))
  ;[photos, csv] = [join(data, 'birds'), join(data, 'out.csv')]
  await makePhotos()
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

/** Photos of three colours, each with its own shade and pattern. */
async function makePhotos(): Promise<void> {
  mkdirSync(photos)
  const sharp = await loadSharp()
  const side = 16
  for (let index = 0; index < count; index++) {
    const pixels = Buffer.from(
      Array.from({ length: side * side * 3 }, (_, at) => {
        const [pixel, channel] = [Math.floor(at / 3), at % 3]
        const noise = (Math.sin(12.9898 * (pixel + 257 * index)) * 43758.5453) % 1
        return Math.round((channel === index % 3 ? 190 : 70) + 45 * noise)
      }),
    )
    const raw = { width: side, height: side, channels: 3 as const }
    await sharp(pixels, { raw })
      .png()
      .toFile(join(photos, nameOf(index)))
  }
}

function writeLabels(text: string): string {
  const file = join(data, 'labels.csv')
  writeFileSync(file, text)
  return file
}

/** A CSV of the labels of the first photos; every `wrong`th is of another class. */
const listLabels = (labeled: number, wrong = 0): string =>
  writeLabels(
    [
      'file_name,label',
      ...Array.from(
        { length: labeled },
        (_, at) => `${nameOf(at)},${kindOf(nameOf(wrong > 0 && at % wrong === wrong - 1 ? at + 1 : at))}`,
      ),
    ].join('\n'),
  )

const teach = (args: Partial<Parameters<typeof call<'teach'>>[1]> = {}) =>
  call('teach', { place: photos, model: backbone.id, engine: 'cpu', ...args })

const readRows = (file: string): Record<string, string>[] =>
  parse(readFileSync(file), { columns: true, recordDelimiter: '\r\n' })

const notes = (): string[] => service.events.flatMap((event) => (event.type === 'note' ? [event.text] : []))

test('a folder and some labels in, predictions of the rest out; a second run does no more than it must', async () => {
  const result = await teach({ labels: listLabels(15), csv, topK: 3 })
  expect(result).toMatchObject({
    images: count,
    inferred: count,
    failed: 0,
    cancelled: false,
    imported: { added: 15, unknown: 0, newClasses: kinds },
    learned: {
      models: [backbone.id],
      photos: count,
      labels: 15,
      unusedLabels: 0,
      classes: 3,
      answered: 0,
      estimate: null,
    },
    export: { rows: count, labeled: 15, preLabeled: count - 15 },
    target: null,
    model: null,
  })
  const rows = readRows(csv)
  expect(rows.map(({ label }) => label)).toEqual(rows.map(({ file_name }) => kindOf(file_name!)))
  expect(rows.map(({ source }) => source)).toEqual(rows.map((_, at) => (at < 15 ? 'import' : 'model')))
  for (const row of rows.slice(15)) {
    expect(row['top1_label']).toBe(row['label'])
    expect(row['top3_label']).not.toBe('')
  }
  const { leftOut } = result.learned!
  expect(leftOut).toMatchObject({ rows: 15, right: 15 })

  const first = readFileSync(csv)
  const second = await teach({ labels: join(data, 'labels.csv'), csv, topK: 3 })
  expect(second).toMatchObject({ inferred: 0, imported: { added: 0, same: 15, editId: null } })
  expect(readFileSync(csv)).toEqual(first)
  // What was taught is what the project shows from now on.
  await call('export', { folder: photos, csv, topK: 3 })
  expect(readFileSync(csv)).toEqual(first)
  // The project's own labels and model, by its file.
  expect(await call('teach', { place: second.catalog, csv, topK: 3 })).toMatchObject({ inferred: 0, imported: null })
  expect(readFileSync(csv)).toEqual(first)
})

test.each(['Photos:', 'Model:', 'Learning'])('interrupted at "%s", it writes nothing, and resumes', async (said) => {
  const stop = new AbortController()
  const labels = listLabels(15)
  const outcome = await dispatch(
    service.service,
    'teach',
    { place: photos, model: backbone.id, engine: 'cpu', labels, csv },
    {
      signal: stop.signal,
      emit: (event) => {
        if (event.type === 'note' && event.text.startsWith(said)) stop.abort()
      },
    },
  )
  expect(outcome).toMatchObject({ ok: { cancelled: true, learned: null, export: null } })
  expect(existsSync(csv)).toBe(false)
  expect(await teach({ labels, csv })).toMatchObject({ cancelled: false, images: count, learned: { labels: 15 } })
})

test('a target is reached by the lower end of the interval, or it is not', async () => {
  const { learned, target } = await teach({ labels: listLabels(15), target: 0.99 })
  expect(learned!.leftOut!.interval[0]).toBeCloseTo(0.796, 2)
  expect(target).toEqual({ share: 0.99, isReached: false })
  expect((await teach({ target: 0.75 })).target).toEqual({ share: 0.75, isReached: true })
})

test('the exported model says the same of the same photos, and is renewed by name', async () => {
  const file = join(data, 'taught.onnx')
  // Wrong labels make probabilities that are neither 0 nor 1.
  const first = await teach({ labels: listLabels(6, 4), exportModel: file })
  expect(first.model).toMatchObject({ name: 'birds', file, replaced: [], isPart: false })
  const { model } = await teach({ labels: listLabels(15, 4), csv, topK: 2, exportModel: file })
  expect(model).toMatchObject({ name: 'birds', file, replaced: [first.model!.id] })
  expect(summarize(file).metadata).toMatchObject({
    labels: kinds,
    name: 'birds',
    taught: { backbone: backbone.id, labelCount: 15 },
  })
  const other = join(data, 'other.csv')
  const run = { folder: photos, catalog: join(data, 'other.glance'), model: file, engine: 'cpu' as const }
  await call('prelabel', { ...run, csv: other, topK: 2 })
  const [taught, rerun] = [readRows(csv), readRows(other)]
  expect(rerun).toHaveLength(count)
  expect(rerun.filter((row) => Math.abs(Number(row['top1_confidence']) - 0.7) < 0.25).length).toBeGreaterThan(count / 2)
  for (const [at, row] of rerun.entries()) {
    const same = taught[at]!
    for (const column of ['top1_label', 'top2_label', 'cls_label', 'dist_label', 'agreement'])
      expect(row[column], `${column} of ${row['file_name']!}`).toBe(same[column])
    for (const column of ['top1_confidence', 'cls_confidence', 'dist_confidence'])
      expect(Math.abs(Number(row[column]) - Number(same[column]))).toBeLessThan(1e-3)
  }
})

test('a teacher takes part, and the model alone is said to answer otherwise', async () => {
  const teacher = await importExternal()
  const result = await teach({ labels: listLabels(15), csv, teacher, name: 'Colours' })
  expect(result).toMatchObject({
    inferred: 2 * count,
    learned: { models: [backbone.id, teacher], photos: count },
    model: { name: 'Colours', file: null, isPart: true },
  })
  expect(readRows(csv).every((row) => row['label'] === kindOf(row['file_name']!))).toBe(true)
  expect((await call('listModelLibrary', {})).installed.map(({ title }) => title)).toContain('Colours')
  await expect(teach({ teacher: backbone.id })).rejects.toThrow('it cannot be the comparison model')
})

/** An external classifier whose embeddings are the mean of each channel. */
async function importExternal(): Promise<string> {
  const [file, names] = [join(data, 'mean.onnx'), join(data, 'names.txt')]
  writeFileSync(file, makeClassifier())
  writeFileSync(names, 'r\ng\nb')
  return (await call('importModel', { file, labels: names })).id
}

describe('what is refused, and why', () => {
  test.each<[string, string, RegExp]>([
    ['no labels at all', 'file_name,label\n', /labels\.csv contains no labels/],
    ['one class', `file_name,label\n${nameOf(0)},red\n${nameOf(1)},red`, /All labels are of one class/],
    ['photos that are not here', 'file_name,label\nx.png,red\ny.png,blue', /None of the labels.*: x\.png, y\.png\./],
    ['no column for labels', 'file_name,size\na.png,2', /no column for the label/],
  ])('%s', async (_name, text, message) => {
    await expect(teach({ labels: writeLabels(text), csv })).rejects.toThrow(message)
    expect(existsSync(csv)).toBe(false)
    expect(notes().some((text) => text.startsWith('Model:'))).toBe(false) // before any photo was run
  })

  test('a project without labels, a CSV that is not there, an unknown model', async () => {
    await expect(teach({ labels: join(data, 'none.csv') })).rejects.toThrow(/not-found: .*none\.csv cannot be read/)
    await expect(teach()).rejects.toThrow('No photo has a label.')
    await expect(teach({ model: 'none' })).rejects.toThrow('There is no model "none"')
    await expect(teach({ place: join(data, 'none') })).rejects.toThrow('not-found')
    await expect(teach({ place: join(photos, nameOf(0)) })).rejects.toThrow('not a Glance project')
  })

  test('some labels of photos that are not here are named and counted', async () => {
    const labels = writeLabels(`${readFileSync(listLabels(9), 'utf8')}\ngone.png,red\nelsewhere/a.png,blue\n`)
    expect((await teach({ labels })).imported).toMatchObject({ added: 9, unknown: 2 })
    expect(notes()).toContain('Labels of photos that are not here: 2 (gone.png, elsewhere/a.png)')
    const other = writeLabels(`file_name,label\n${nameOf(0)},blue\n`)
    expect((await teach({ labels: other })).imported).toMatchObject({ added: 0, conflicts: 1 })
    expect(notes()).toContain('Labels that contradict those of the project, which stay: 1')
  })

  test('several labels a photo', async () => {
    const { catalog } = await teach({ labels: listLabels(6) })
    await call('openProject', { file: catalog })
    await call('setLabelMode', { multiLabel: true })
    await service.closeProject()
    await expect(teach()).rejects.toThrow('Glance learns from one label per image')
  })

  test('labels of photos that cannot be read teach nothing', async () => {
    for (const index of [1, 2]) writeFileSync(join(photos, nameOf(index)), 'no photo')
    await expect(teach({ labels: listLabels(3) })).rejects.toThrow('Fewer than two classes have labels of photos with')
    expect(await teach({ labels: listLabels(9) })).toMatchObject({
      failed: 2,
      learned: { labels: 7, unusedLabels: 2, photos: count - 2 },
    })
  })

  test('an external classifier teaches, and cannot be exported', async () => {
    const model = await importExternal()
    const file = join(data, 'taught.onnx')
    await expect(teach({ labels: listLabels(15), model, exportModel: file })).rejects.toThrow(
      'is an external classifier',
    )
    const result = await teach({ labels: listLabels(15), csv, model })
    expect(result).toMatchObject({ inferred: count, learned: { models: [model], labels: 15 } })
    const rows = readRows(csv)
    expect(rows.every((row) => row['label'] === kindOf(row['file_name']!) && row['dist_label'] === '')).toBe(true)
  })

  test('files that must not be replaced', async () => {
    const labels = listLabels(6)
    const photo = join(photos, nameOf(0))
    await expect(teach({ labels, csv: labels })).rejects.toThrow(/labels\.csv is named twice/)
    await expect(teach({ labels, csv: photo })).rejects.toThrow('is not a text file')
    await expect(teach({ labels, exportModel: photo })).rejects.toThrow('ends in .onnx')
    const file = join(data, 'taught.onnx')
    writeFileSync(file, readFileSync(backbone.path))
    await expect(teach({ labels, exportModel: file })).rejects.toThrow('already exists')
    expect(readFileSync(file)).toEqual(readFileSync(backbone.path))
    rmSync(file)
    await teach({ labels, exportModel: file, name: 'Birds' })
    await expect(teach({ labels, exportModel: file, name: 'Fish' })).rejects.toThrow('already exists')
    await expect(teach({ labels, exportModel: join(data, 'none/a.onnx') })).rejects.toThrow('there is no folder')
  })
})
