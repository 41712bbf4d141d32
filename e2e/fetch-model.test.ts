import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { KnownModel } from '../electron/model-library/calls.ts'
import { ModelServer } from './support/model-server.ts'
import { writePhotos } from './support/photos.ts'
import { readResult, type RunOptions, Room } from './support/terminal.ts'

/** A room, and a server with one model whose registry says that it is elsewhere: only a mirror leads to it. */
async function setUp(): Promise<{
  room: Room
  server: ModelServer
  fetchModel: (...more: string[]) => string[]
  options: RunOptions
  part: () => number
  installed: () => string[]
}> {
  const room = new Room({ model: 'embedded' })
  onTestFinished(() => room[Symbol.dispose]())
  const server = await ModelServer.start()
  onTestFinished(() => server[Symbol.asyncDispose]())
  server.writeRegistry(room.folder, { url: 'https://models.example.invalid/deit/model.safetensors' })
  const file = room.path('data', 'downloads', `${ModelServer.id}.part`)
  return {
    room,
    server,
    options: { env: server.env },
    fetchModel: (...more) => ['fetch-model', ModelServer.id, '--mirror', server.origin, ...more],
    part: () => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
    installed: () => (existsSync(room.path('data', 'models')) ? readdirSync(room.path('data', 'models')) : []),
  }
}

test('a model is fetched over a mirror whose connections break, its id alone on the last line, and labels photos', async () => {
  const { room, server, fetchModel, options, installed } = await setUp()
  server.faults = { breakAfter: 150_000, times: 1 }
  const run = await room.glance(fetchModel(), options)
  expect(run).toMatchObject({ exit: 0, stderr: '' })
  const id = run.stdout.trimEnd().split('\n').at(-1)!
  expect(id).toMatch(new RegExp(`^${ModelServer.id}-[0-9a-f]{8}$`))
  expect(installed()).toEqual([`${id}.onnx`])
  expect(readdirSync(room.path('data', 'downloads'))).toEqual([])
  expect(server.asked.map(({ url }) => url)).toEqual(['/deit/model.safetensors', '/deit/model.safetensors'])

  await writePhotos(room.photos, ['a.jpg'])
  expect(await room.prelabel(['--model', id])).toMatchObject({ exit: 0, result: { model: id, inferred: 1 } })
  expect((await room.glance(['models'], options)).stdout).toContain(`\n${id}  224 px  1000 classes`)
  // It is there: nothing is asked for again.
  expect(await room.glance(fetchModel(), options)).toMatchObject({
    exit: 0,
    stderr: expect.stringContaining('is already installed') as string,
    stdout: run.stdout,
  })
  expect(server.asked).toHaveLength(2)
})

test.each(['SIGINT', 'SIGKILL'] as const)('%s keeps the part; the same command resumes from there', async (signal) => {
  const { room, server, fetchModel, options, part, installed } = await setUp()
  server.faults = { stallAfter: 150_000 }
  const running = room.start(fetchModel('--precision', 'float16'), options)
  await vi.waitFor(() => expect(part()).toBe(150_000), { timeout: 30_000 })
  running.kill(signal)
  const stopped = await running.finished
  if (signal === 'SIGINT')
    expect(stopped).toMatchObject({ exit: 130, stderr: expect.stringContaining('resumes from here') as string })
  else expect(stopped.signal).toBe('SIGKILL')
  expect(part()).toBe(150_000)
  expect(installed()).toEqual([])

  server.faults = {}
  const again = await room.glance(fetchModel('--precision', 'float16'), options)
  expect(again).toMatchObject({ exit: 0, stderr: '' })
  expect(again.stdout).toMatch(/  float16  .*\n.*-fp16-[0-9a-f]{8}\n$/)
  expect(server.asked.at(-1)!.range).toBe('bytes=150000-')
})

test('an error is one line with a hint, and the next try succeeds', async () => {
  const { room, server, fetchModel, options, installed } = await setUp()
  const tryOnce = async (...more: string[]): Promise<string> => {
    const run = await room.glance(fetchModel(...more), options)
    expect(run).toMatchObject({ exit: 1, stdout: '' })
    expect(run.stderr).toMatch(/^glance: [^\n]+\n$/)
    return run.stderr
  }
  server.faults = { wrongBytes: true }
  expect(await tryOnce()).toMatch(/does not match the published checksum.*Try again/)
  server.faults = { status: 404 }
  expect(await tryOnce('--source', 'hugging-face')).toMatch(/returned 404.*another source/)
  server.faults = { redirect: 'circle' }
  expect(await tryOnce()).toMatch(/redirects too many times/)
  expect(installed()).toEqual([])
  server.faults = {}
  expect((await room.glance(fetchModel(), options)).exit).toBe(0)
})

test.each<[string, string[], RegExp]>([
  [
    'an unknown model',
    ['fetch-model', 'deit_huge'],
    /"deit_huge" is not a model that can be downloaded.*Available: deit_tiny_patch16_224, .*deit_base_distilled_patch16_384/,
  ],
  [
    'a mirror that is no address',
    ['fetch-model', 'deit_tiny_patch16_224', '--mirror', 'mirror'],
    /mirror: Invalid URL/,
  ],
  ['a source that there is not', ['fetch-model', 'deit_tiny_patch16_224', '--source', 'elsewhere'], /Allowed choices/],
])('%s is wrong use', async (_, args, message) => {
  using room = new Room({ model: 'embedded' })
  const run = await room.glance(args)
  expect(run).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringMatching(message) as string })
})

test('the paper’s models are listed, or those of an own registry; a damaged one is named', async () => {
  const { room, options } = await setUp()
  const paper = await room.glance(['models', '--known'])
  expect(paper.stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 6).join('|'))).toEqual([
    'id|title|pixels|parameters|MACs|ImageNet top-1',
    'deit_tiny_patch16_224|DeiT-Ti|224 px|5.7 M|1.26 G|72.2 %',
    'deit_small_patch16_224|DeiT-S|224 px|22.1 M|4.61 G|79.8 %',
    'deit_base_patch16_224|DeiT-B|224 px|86.6 M|17.58 G|81.8 %',
    'deit_base_patch16_384|DeiT-B↑384|384 px|86.9 M|55.54 G|83.1 %',
    'deit_tiny_distilled_patch16_224|DeiT-Ti⚗|224 px|5.9 M|1.27 G|74.5 %',
    'deit_small_distilled_patch16_224|DeiT-S⚗|224 px|22.4 M|4.63 G|81.2 %',
    'deit_base_distilled_patch16_224|DeiT-B⚗|224 px|87.3 M|17.68 G|83.4 %',
    'deit_base_distilled_patch16_384|DeiT-B⚗↑384, 1000 epochs|384 px|87.6 M|55.65 G|85.2 %',
    '',
  ])
  expect(readResult(await room.glance(['--json', 'models', '--known'], options)) as KnownModel[]).toMatchObject([
    { id: ModelServer.id, title: ModelServer.title },
  ])
  const file = room.path('known-models.json')
  writeFileSync(file, '[{"id":"a","title":"A","sources":[]}]')
  const damaged = await room.glance(['models', '--known'], options)
  expect(damaged).toMatchObject({
    exit: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^glance: .*known-models\.json, which GLANCE_KNOWN_MODELS names, is not a valid list of models: 0\.distilled: .*unset GLANCE_KNOWN_MODELS/,
    ) as string,
  })
})

test('the model that was chosen in the app is the terminal’s default, too', async () => {
  const { room, fetchModel, options } = await setUp()
  const id = (await room.glance(fetchModel(), options)).stdout.trimEnd().split('\n').at(-1)!
  writeFileSync(join(room.data, 'models', 'shelf.json'), JSON.stringify({ titles: {}, default: id }))
  await writePhotos(room.photos, ['a.jpg'])
  expect(await room.prelabel()).toMatchObject({ exit: 0, result: { model: id } })
  expect((await room.glance(['models'], options)).stdout).toMatch(/MiB, the default\n$/)
})
