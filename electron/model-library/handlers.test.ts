import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import type { CallArgs } from '../api/calls.ts'
import type { InferenceOffer } from '../predict/page-messages.ts'
import type { Download, ModelLibraryInfo } from './calls.ts'
import { makeCheckpoint } from '../../e2e/support/checkpoint.ts'
import { ModelServer } from '../../e2e/support/model-server.ts'
import { makeClassifier } from '../../models/deit/fixtures/make-model.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { TestService } from '../test-support/service.ts'

const program = fileURLToPath(new URL('../cli.ts', import.meta.url))

let data = ''
let service = new TestService()
beforeEach(() => {
  data = makeTempFolder()
  service = new TestService()
  vi.stubEnv('GLANCE_DATA', data)
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

/** A server with one model, and the registry that lists it. */
async function serve(): Promise<ModelServer> {
  const server = await ModelServer.start(data)
  onTestFinished(() => server[Symbol.asyncDispose]())
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
  return server
}

const model = ModelServer.id
/** Begins it and waits until it is installed or has failed. */
async function download(args: CallArgs<'startDownload'>): Promise<ModelLibraryInfo> {
  service.events = []
  const begun = await service.call('startDownload', args)
  await vi.waitFor(() => expect(service.events.at(-1)).toEqual({ type: 'model-library' }), { timeout: 30_000 })
  return begun
}
const downloads = (): Download[] =>
  service.events.flatMap((event) => (event.type === 'download' ? [event.download] : []))

test('a model that a terminal imports meanwhile is noticed', async () => {
  await service.call('listModelLibrary', {})
  const file = join(data, 'thousand.safetensors')
  writeFileSync(file, makeCheckpoint(1000))
  const env = { ...process.env, GLANCE_DATA: data }
  execFileSync(process.execPath, [program, 'import-model', file, '--heads', '3'], { env, stdio: 'pipe' })
  await vi.waitFor(() => expect(service.events).toEqual([{ type: 'model-library' }]), { timeout: 30_000 })
  expect((await service.call('listModelLibrary', {})).installed).toHaveLength(2)
})

describe('a fresh machine', () => {
  test('the paper’s models can be had, and the embedded one is there', async () => {
    const modelLibrary = await service.call('listModelLibrary', {})
    expect(modelLibrary).toMatchObject({
      known: { length: 8 },
      downloads: [],
      measurements: [],
      problems: [],
      usedBytes: 0,
      network: { mirror: null, proxy: null },
      installed: [
        {
          isEmbedded: true,
          isDefault: true,
          knownId: null,
          attention: true,
          shape: { depth: expect.any(Number) as number },
        },
      ],
      folder: join(data, 'models'),
    })
    expect(modelLibrary.defaultModel).toBe(modelLibrary.installed[0]!.id)
    expect(modelLibrary.freeBytes).toBeGreaterThan(0)
  })

  test('a damaged registry is named among the problems, and takes nothing else away', async () => {
    const file = join(data, 'own.json')
    vi.stubEnv('GLANCE_KNOWN_MODELS', file)
    const ask = async (): Promise<string> => {
      const { known, installed, problems } = await service.call('listModelLibrary', {})
      expect({ known, installed, file: problems[0]?.file }).toMatchObject({ known: [], installed: { length: 1 }, file })
      return problems[0]!.message
    }
    expect(await ask()).toMatch(
      /own\.json, which GLANCE_KNOWN_MODELS names, cannot be read: .*unset GLANCE_KNOWN_MODELS/,
    )
    writeFileSync(file, '[{]')
    expect(await ask()).toMatch(/own\.json.* is not JSON/)
    writeFileSync(file, '[{"id":"../x","title":"X"}]')
    expect(await ask()).toMatch(/own\.json.* is not a valid list of models: 0\.id: letters, digits.* \(and \d+ more\)/)
    await expect(service.call('startDownload', { model: 'x' })).rejects.toThrow(/wrong-use: .*own\.json/)
    writeFileSync(join(data, 'thousand.safetensors'), makeCheckpoint(1000))
    expect(await service.call('importModel', { file: join(data, 'thousand.safetensors'), heads: 3 })).toMatchObject({
      knownId: null,
    })
  })
})

describe('a download', () => {
  test('is installed under the registry’s title, and what it is made of is known', async () => {
    const server = await serve()
    const begun = await download({ model })
    expect(begun.downloads).toMatchObject([
      { modelId: model, source: 'official', precision: 'float32', state: 'running' },
    ])
    const { installed, downloads: left, usedBytes } = await service.call('listModelLibrary', {})
    expect(left).toEqual([])
    expect(installed[1]).toMatchObject({
      title: ModelServer.title,
      knownId: model,
      precision: 'float32',
      size: 224,
      publishedSize: 224,
      classes: 1000,
      distilled: true,
      isDefault: false,
      isEmbedded: false,
      origin: { file: `${model}.safetensors`, sha256: server.sha256 },
      macs: expect.any(Number) as number,
      parameters: expect.any(Number) as number,
    })
    expect(installed[1]!.id).toMatch(new RegExp(`^${model}-[0-9a-f]{8}$`))
    expect(installed[1]!.parameters).toBe((await service.call('listModelLibrary', {})).known[0]!.parameters)
    expect(usedBytes).toBe(installed[1]!.bytes)
    expect(downloads().map(({ state }) => state)).toContain('installing')
    expect(readdirSync(join(data, 'downloads'))).toEqual([])
  })

  test('in fp16, from the other source; the service answers while it is converted', async () => {
    await serve()
    await service.call('startDownload', { model, source: 'hugging-face', precision: 'float16' })
    const answers = vi.fn()
    while (!service.events.some(({ type }) => type === 'model-library')) {
      await service.call('models', {})
      answers()
      await new Promise(setImmediate)
    }
    const [, installed] = (await service.call('listModelLibrary', {})).installed
    expect(installed).toMatchObject({
      precision: 'float16',
      title: `${ModelServer.title} fp16`,
      id: expect.stringMatching(/-fp16-[0-9a-f]{8}$/) as string,
    })
    expect(answers).toHaveBeenCalled()
  })

  test('that fails says so in the model library; a pause and another start end it well', async () => {
    const server = await serve()
    server.faults = { wrongBytes: true }
    await download({ model })
    expect((await service.call('listModelLibrary', {})).downloads).toMatchObject([
      { state: 'failed', bytes: 0, error: { code: 'wrong-checksum' } },
    ])

    server.faults = { stallAfter: 50_000 }
    await service.call('startDownload', { model })
    await vi.waitFor(async () =>
      expect((await service.call('listModelLibrary', {})).downloads).toMatchObject([
        { state: 'running', bytes: 50_000, error: null },
      ]),
    )
    expect((await service.call('pauseDownload', { model })).downloads).toMatchObject([
      { state: 'paused', bytes: 50_000 },
    ])
    expect((await service.call('discardDownload', { model })).downloads).toEqual([])
    server.faults = {}
    await download({ model })
    expect((await service.call('listModelLibrary', {})).installed).toHaveLength(2)
  })

  test('that is no checkpoint at all is reported and removed', async () => {
    const server = await ModelServer.start(undefined, makeCheckpoint(1000))
    onTestFinished(() => server[Symbol.asyncDispose]())
    server.writeRegistry(data, { sha256: null })
    server.bytes.fill(3)
    for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
    await download({ model })
    expect((await service.call('listModelLibrary', {})).downloads).toMatchObject([
      { state: 'failed', bytes: 0, error: { code: expect.stringMatching(/-model$/) as string } },
    ])
    expect(existsSync(join(data, 'models'))).toBe(false)
  })

  test('of an unknown model', async () => {
    await expect(service.call('startDownload', { model: 'deit_huge' })).rejects.toThrow(
      /not-found: "deit_huge" is not a model .* Available: deit_tiny_patch16_224,/,
    )
  })
})

describe('an installed model', () => {
  async function installOne(): Promise<string> {
    await serve()
    return (await service.call('fetchModel', { model })).id
  }

  test('is fetched once', async () => {
    const server = await serve()
    const { id } = await service.call('fetchModel', { model })
    expect((await service.call('fetchModel', { model })).id).toBe(id)
    expect(server.asked).toHaveLength(1)
    await expect(
      service.call('fetchModel', { model, mirror: 'http://127.0.0.1:1', precision: 'float16' }),
    ).rejects.toThrow(/download-failed/)
  })

  test('at another resolution and precision', async () => {
    const id = await installOne()
    const variant = await service.call('makeVariant', { model: id, resolution: 384, precision: 'float16' })
    expect(variant).toMatchObject({
      title: `${ModelServer.title} 384 px fp16`,
      size: 384,
      precision: 'float16',
      knownId: model,
      publishedSize: 224,
    })
    expect(variant.id).toMatch(new RegExp(`^${model}-384px-fp16-[0-9a-f]{8}$`))
    const original = (await service.call('listModelLibrary', {})).installed.find((each) => each.id === id)!
    expect(variant.macs!).toBeGreaterThan(2 * original.macs!)
    expect(variant.bytes).toBeLessThan(original.bytes)
    expect((await service.call('makeVariant', { model: id, resolution: 384, precision: 'float16' })).id).toBe(
      variant.id,
    )

    await expect(service.call('makeVariant', { model: id })).rejects.toThrow(
      /wrong-use: .* already has 224 pixels in float32/,
    )
    await expect(service.call('makeVariant', { model: id, resolution: 100 })).rejects.toThrow(
      /wrong-use: .*patches are \d+ pixels per side/,
    )
  })

  test('has a title, is the default, and is removed with both', async () => {
    const id = await installOne()
    const renamed = await service.call('renameModel', { id, title: '  Ours — лучшая  ' })
    expect(renamed.installed[1]).toMatchObject({ id, title: 'Ours — лучшая' })
    expect(await service.call('setDefaultModel', { id })).toMatchObject({
      defaultModel: id,
      installed: [{ isDefault: false }, { isDefault: true }],
    })
    expect(await service.call('models', {})).toMatchObject([{ isDefault: false }, { id, isDefault: true }])

    const embedded = renamed.installed[0]!.id
    await expect(service.call('removeModel', { id: embedded })).rejects.toThrow(/wrong-use: .* built-in model/)
    expect(await service.call('setDefaultModel', { id: null })).toMatchObject({ defaultModel: embedded })
    await service.call('setDefaultModel', { id })
    const after = await service.call('removeModel', { id })
    expect(after).toMatchObject({ defaultModel: embedded, installed: { length: 1 } })
    expect(readdirSync(join(data, 'models'))).toEqual(['shelf.json'])
    for (const call of ['removeModel', 'setDefaultModel'] as const)
      await expect(service.call(call, { id })).rejects.toThrow(/not-found/)
    await expect(service.call('renameModel', { id, title: 'x' })).rejects.toThrow(/not-found/)
  })

  test('a damaged model library file takes titles and default away, and nothing else', async () => {
    const id = await installOne()
    await service.call('renameModel', { id, title: 'Ours' })
    writeFileSync(join(data, 'models', 'shelf.json'), '{"titles":')
    expect((await service.call('listModelLibrary', {})).installed[1]).toMatchObject({ id, title: ModelServer.title })
    await service.call('renameModel', { id, title: 'Again' })
    expect((await service.call('listModelLibrary', {})).installed[1]).toMatchObject({ title: 'Again' })
  })

  test('that cannot be read any more is reported, and can be removed', async () => {
    const id = await installOne()
    const file = join(data, 'models', `${id}.onnx`)
    writeFileSync(file, readFileSync(file).subarray(0, 5000))
    expect(await service.call('listModelLibrary', {})).toMatchObject({
      installed: { length: 1 },
      problems: [{ file, message: expect.stringContaining('truncated') as string }],
    })
    expect((await service.call('removeModel', { id })).problems).toEqual([])
  })
})

test('a model that is pre-labeling is not removed', async () => {
  await serve()
  const { id } = await service.call('fetchModel', { model })
  await service.call('openFolder', { folder: await makeFolder(2) })
  await service.ended('ingest')
  // A page offers its GPU and fetches nothing: the job waits for it.
  const offer: InferenceOffer = {
    provider: 'webgpu',
    precision: 'float32',
    batchSize: 2,
    isFused: true,
    text: 'WebGPU',
  }
  await service.request('/inference/hello', { method: 'POST', body: JSON.stringify(offer) })
  await service.call('startPrelabel', { model: id, engine: 'page' })
  await expect(service.call('removeModel', { id })).rejects.toThrow(
    /wrong-use: .* is running a pre-label job\. Wait for it or cancel it/,
  )
  await service.closeProject()
  expect((await service.call('removeModel', { id })).installed).toHaveLength(1)
})

test('a checkpoint imported by hand is recognised by its checksum, whatever it is called', async () => {
  const server = await serve()
  const file = join(data, 'renamed.safetensors')
  writeFileSync(file, server.bytes)
  expect(await service.call('importModel', { file })).toMatchObject({
    knownId: model,
    title: ModelServer.title,
    name: 'renamed',
  })
})

test('an external ONNX is in the model library, too', async () => {
  const file = join(data, 'mean.onnx')
  writeFileSync(file, makeClassifier())
  writeFileSync(join(data, 'names.txt'), 'a\nb\nc\n')
  const { id } = await service.call('importModel', { file, labels: join(data, 'names.txt') })
  expect((await service.call('listModelLibrary', {})).installed[1]).toMatchObject({
    id,
    title: 'mean',
    attention: false,
    macs: null,
    shape: null,
    knownId: null,
    precision: 'float32',
    parameters: null,
  })
  await expect(service.call('makeVariant', { model: id, precision: 'float16' })).rejects.toThrow(
    /wrong-use: .*external classifier/,
  )
})

test('network settings are kept beside the other preferences, and damaged ones are none', async () => {
  const network = { mirror: 'https://mirror.example.com/models', proxy: 'http://proxy:3128' }
  await service.call('setPreferences', { author: 'Ann' })
  expect((await service.call('setNetwork', network)).network).toEqual(network)
  expect(await service.call('setPreferences', { keys: { next: ['n'] } })).toEqual({
    author: 'Ann',
    keys: { next: ['n'] },
  })
  expect((await service.call('listModelLibrary', {})).network).toEqual(network)
  writeFileSync(join(data, 'preferences.json'), JSON.stringify({ author: 'Ann', network: { mirror: 'ftp://x' } }))
  expect((await service.call('listModelLibrary', {})).network).toEqual({ mirror: null, proxy: null })
  expect(await service.call('preferences', {})).toMatchObject({ author: 'Ann' })
})
