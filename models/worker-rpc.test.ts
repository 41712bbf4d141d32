import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { MessageChannel, Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { GlanceError } from './errors.ts'
import { connectThread, RpcClient, serve, type Server, Transferred } from './worker-rpc.ts'

const handlers = {
  double: (number: number) => 2 * number,
  fill: async ({ bytes, value }: { bytes: Uint8Array<ArrayBuffer>; value: number }) => {
    await Promise.resolve()
    bytes.fill(value)
    return new Transferred(bytes, [bytes.buffer])
  },
  fail: (kind: 'glance' | 'bug' | 'text') => {
    if (kind === 'glance') throw new GlanceError('damaged-image', 'a.png is damaged.', 'Replace it.', { file: 'a.png' })
    if (kind === 'bug') throw new TypeError('no such thing')
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- anything can be thrown
    throw 'a text'
  },
  notCloneable: () => () => 1,
  /** Answers once it is cancelled, or never. */
  wait: (_: null, signal: AbortSignal) =>
    new Promise<string>((resolve) => {
      signal.addEventListener('abort', () => {
        aborted++
        resolve('too late')
      })
    }),
}
let aborted = 0

function open(): { client: RpcClient<typeof handlers, string>; server: Server<string>; events: string[] } {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const events: string[] = []
  const server = serve<string>(port2, handlers)
  return { server, events, client: new RpcClient<typeof handlers, string>(port1, (event) => events.push(event)) }
}

test('each call gets its own answer, and memory that is handed over moves', async () => {
  const { client } = open()
  expect(await Promise.all([1, 2, 3].map((number) => client.call('double', number)))).toEqual([2, 4, 6])
  const bytes = new Uint8Array(4)
  const filled = client.call('fill', { bytes, value: 7 }, { transfer: [bytes.buffer] })
  expect(bytes).toHaveLength(0)
  expect(client.pending).toBe(1)
  expect(await filled).toEqual(Uint8Array.of(7, 7, 7, 7))
  expect(client.pending).toBe(0)
})

test('errors keep what they are', async () => {
  const { client } = open()
  const error: unknown = await client.call('fail', 'glance').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(GlanceError)
  expect(error).toMatchObject({
    code: 'damaged-image',
    message: 'a.png is damaged.',
    hint: 'Replace it.',
    file: 'a.png',
  })
  const bug = (await client.call('fail', 'bug').catch((thrown: unknown) => thrown)) as Error
  expect(bug).not.toBeInstanceOf(GlanceError)
  expect(bug.message).toBe('no such thing')
  expect(bug.stack).toContain('worker-rpc.test.ts')
  await expect(client.call('fail', 'text')).rejects.toThrow('a text')
  await expect(client.call('notCloneable', undefined)).rejects.toThrow('could not be cloned')
  await expect(client.call('double', (() => 1) as unknown as number)).rejects.toThrow('could not be cloned')
  await expect(client.call('constructor' as 'double', 1)).rejects.toThrow('Unknown call "constructor".')
  expect(client.pending).toBe(0)
})

test('a call that is cancelled rejects with the reason, and its handler is aborted', async () => {
  const { client, server } = open()
  aborted = 0
  const reason = new Error('not needed any more')
  const abort = new AbortController()
  const waits = client.call('wait', null, { signal: abort.signal })
  abort.abort(reason)
  await expect(waits).rejects.toBe(reason)
  await expect(client.call('double', 1, { signal: abort.signal })).rejects.toBe(reason)
  expect(await client.call('double', 1)).toBe(2) // messages keep their order
  expect(aborted).toBe(1)
  const others = [client.call('wait', null), client.call('wait', null)]
  await client.call('double', 1)
  server.abortAll()
  expect(await Promise.all(others)).toEqual(['too late', 'too late'])
})

test('what is no answer comes as an event, in order', async () => {
  const { client, server, events } = open()
  server.emit('one')
  server.emit('two')
  await client.call('double', 1)
  expect(events).toEqual(['one', 'two'])
})

test.each([
  ['throws', 'setImmediate(() => { throw new Error("broken") })', 'broken'],
  ['exits', 'process.exit(1)', 'null'],
])('a thread that %s rejects what is pending and what comes after', async (_, script, message) => {
  const worker = new Worker(`require('node:worker_threads').parentPort.on('message', () => { ${script} })`, {
    eval: true,
  })
  const client = connectThread<typeof handlers>(worker, (error) => new Error(String(error?.message ?? null)))
  const exit = new Promise((resolve) => worker.on('exit', resolve))
  await expect(client.call('double', 1)).rejects.toThrow(message)
  await exit
  expect(client.hasEnded).toBe(true)
  await expect(client.call('double', 1)).rejects.toThrow(message)
})

test('an idle thread keeps no process alive', async () => {
  const url = new URL('./worker-rpc.ts', import.meta.url).href
  const thread = `import(${JSON.stringify(url)}).then(({ serve }) =>
    serve(process.getBuiltinModule('node:worker_threads').parentPort, { double: (number) => 2 * number }))`
  const program = `import { Worker } from 'node:worker_threads'
    import { connectThread } from ${JSON.stringify(url)}
    const client = connectThread(new Worker(${JSON.stringify(thread)}, { eval: true }), () => new Error('ended'))
    console.log(await client.call('double', 21))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
  expect(stdout.trim()).toBe('42')
})
