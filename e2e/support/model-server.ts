import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { z } from 'zod'
import type { registrySchema } from '../../electron/model-library/calls.ts'
import { makeCheckpoint } from './checkpoint.ts'

/** Faults of the server; each is switched on and off at any time. */
export interface Faults {
  /** Closes the connection after so many bytes of an answer. */
  breakAfter?: number
  /** Says nothing more after so many bytes, and keeps the connection. */
  stallAfter?: number
  /** Bytes a second, so that a test can watch a download under way. */
  bytesPerSecond?: number
  /** Adds this to the length that it announces; where negative, the rest is sent all the same. */
  lieAboutLength?: number
  /** Adds this to the total in Content-Range. */
  lieAboutRange?: number
  /** Announces no length, and sends in chunks. */
  hidesLength?: boolean
  /** Answers a Range with the whole file. */
  ignoresRange?: boolean
  /** Answers with this and no file. */
  status?: number
  /** Sends there; `circle` leads to itself. */
  redirect?: string
  /** Another file than was promised, of the same length. */
  wrongBytes?: boolean
  /** Another version from now on: its ETag is another. */
  etag?: string | null
  /** The faults end after so many answers. */
  times?: number
}

/**
 * A small checkpoint of DeiT's shape on a real server of this machine, and the registry that lists it: the tests'
 * stand-in for the paper's models, which no test should fetch. A test starts Glance with `env`; the model's id
 * is `ModelServer.id`, its title `Tiny DeiT⚗`, distilled, 224 pixels, 1000 classes with ImageNet's names.
 *
 * ```ts
 * await using server = await ModelServer.start(folder)   // writes folder/known-models.json
 * launch({ env: server.env })                             // GLANCE_KNOWN_MODELS
 * server.faults = { breakAfter: 10_000, times: 1 }
 * ```
 */
export class ModelServer {
  static readonly id = 'tiny_distilled_patch16_224'
  static readonly title = 'Tiny DeiT⚗'
  faults: Faults = {}
  /** What was asked, in order. */
  readonly asked: { url: string; range: string | undefined; ifRange: string | undefined }[] = []
  /** The file that is served. */
  readonly bytes: Buffer
  readonly sha256: string
  readonly #server = createServer(
    (request, response) => void this.#answer(request, response).catch(() => response.destroy()),
  )

  private constructor(bytes: Buffer) {
    this.bytes = bytes
    this.sha256 = createHash('sha256').update(bytes).digest('hex')
  }

  /** Listens, and writes the registry into the folder where one is given. */
  static async start(folder?: string, bytes: Buffer = makeCheckpoint(1000)): Promise<ModelServer> {
    const server = new ModelServer(bytes)
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    if (folder !== undefined) server.writeRegistry(folder)
    return server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get url(): string {
    return `${this.origin}/deit/${ModelServer.id}.safetensors`
  }

  /** The environment for Glance; a proxy of the machine that runs the tests has no part in them. */
  env: Record<string, string> = { HTTP_PROXY: '', HTTPS_PROXY: '', http_proxy: '', https_proxy: '' }

  /** The registry with the one model, whose shape is that of the fixture; `change` replaces parts of its source. */
  writeRegistry(
    folder: string,
    change: Partial<z.input<typeof registrySchema>[number]['sources'][number]> = {},
  ): string {
    const source = { url: this.url, bytes: this.bytes.length, sha256: this.sha256, ...change }
    const models: z.input<typeof registrySchema> = [
      {
        id: ModelServer.id,
        title: ModelServer.title,
        ...fixtureShape(this.bytes),
        distilled: true,
        heads: 3,
        top1: 0.745,
        v100: 2529.5,
        licence: 'MIT',
        sources: [source, { ...source, kind: 'hugging-face' }],
      },
    ]
    const file = `${folder}/known-models.json`
    writeFileSync(file, JSON.stringify(models, null, 2))
    this.env = { ...this.env, GLANCE_KNOWN_MODELS: file }
    return file
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push({
      url: request.url ?? '',
      range: request.headers.range,
      ifRange: request.headers['if-range'] as string | undefined,
    })
    const faults = this.faults
    if (faults.times !== undefined && --faults.times <= 0) this.faults = {}
    if (faults.status !== undefined)
      return void response.writeHead(faults.status, { 'content-type': 'text/plain' }).end('no file')
    if (faults.redirect !== undefined && (faults.redirect === 'circle' || !request.url?.includes('redirected'))) {
      return void response
        .writeHead(302, { location: faults.redirect === 'circle' ? request.url! : faults.redirect })
        .end()
    }
    const etag = faults.etag === undefined ? '"first"' : faults.etag
    const all =
      faults.wrongBytes === true ? Buffer.from(this.bytes).fill(7, Math.floor(this.bytes.length / 2)) : this.bytes
    const from = this.#startOf(request, etag, faults)
    if (from !== null && from >= all.length)
      return void response.writeHead(416, { 'content-range': `bytes */${all.length}` }).end()
    const body = all.subarray(from ?? 0)
    const announced = body.length + (faults.lieAboutLength ?? 0)
    response.strictContentLength = false
    response.writeHead(from === null ? 200 : 206, {
      'content-type': 'application/octet-stream',
      'accept-ranges': 'bytes',
      ...(etag === null ? {} : { etag }),
      ...(faults.hidesLength === true ? {} : { 'content-length': announced }),
      ...(from === null
        ? {}
        : { 'content-range': `bytes ${from}-${all.length - 1}/${all.length + (faults.lieAboutRange ?? 0)}` }),
    })
    await send(response, body, faults)
  }

  /** Where the wanted part begins, null for the whole file. */
  #startOf(request: IncomingMessage, etag: string | null, { ignoresRange }: Faults): number | null {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
    const condition = request.headers['if-range']
    if (range === undefined || ignoresRange === true || (condition !== undefined && condition !== etag)) return null
    return Number(range)
  }
}

async function send(
  response: ServerResponse,
  body: Buffer,
  { breakAfter, stallAfter, bytesPerSecond }: Faults,
): Promise<void> {
  const end = Math.min(breakAfter ?? Infinity, stallAfter ?? Infinity, body.length)
  const step = bytesPerSecond === undefined ? end : Math.max(1, Math.round(bytesPerSecond / 20))
  for (let at = 0; at < end && !response.destroyed; at += step) {
    await new Promise((resolve) => response.write(body.subarray(at, Math.min(end, at + step)), resolve))
    if (bytesPerSecond !== undefined) await setTimeout(50)
  }
  if (breakAfter !== undefined && breakAfter < body.length)
    response.socket?.end() // what was sent before arrives
  else if (stallAfter === undefined || stallAfter >= body.length) response.end()
}

/** Width, layers and pixels of a checkpoint in timm's names, read off its header. */
function fixtureShape(bytes: Buffer): { size: number; patch: number; width: number; depth: number } {
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0)))) as Record<
    string,
    { shape: number[] }
  >
  const positions = header['pos_embed']!.shape[1]!
  const patch = header['patch_embed.proj.weight']!.shape[3]!
  const depth = Object.keys(header).filter((name) => /^blocks\.\d+\.norm1\.weight$/.test(name)).length
  return { size: Math.sqrt(positions - 2) * patch, patch, width: header['cls_token']!.shape[2]!, depth }
}
