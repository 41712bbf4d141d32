import { request, type IncomingHttpHeaders } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startWebHost, type WebHost } from '../http/server.ts'
import { makeTempFolder } from './catalog.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  /** Parts are sent one by one, without their length being announced. */
  body?: string | Iterable<Uint8Array>
}

/** The localhost host on a real socket, and what a page does with it. */
export class TestHost {
  readonly host: WebHost
  /** What was shown where the host was started. */
  readonly codes: string[]
  /** The address below which everything is that needs the secret, without a slash at its end. */
  base = ''

  private constructor(host: WebHost, codes: string[]) {
    this.host = host
    this.codes = codes
  }

  /** A host whose page is a small one; `isIn`: with the secret. */
  static async start({ now, isIn = true }: { now?: () => number; isIn?: boolean } = {}): Promise<TestHost> {
    const page = makeTempFolder()
    mkdirSync(join(page, 'assets'))
    writeFileSync(join(page, 'index.html'), '<title>Glance</title>')
    writeFileSync(join(page, 'assets', 'a-1.js'), '1')
    writeFileSync(join(page, '..', 'secret.txt'), 'TOP SECRET')
    const codes: string[] = []
    const showCode = (code: string): void => void codes.push(code)
    const started = new TestHost(await startWebHost({ page, showCode, ...(now === undefined ? {} : { now }) }), codes)
    if (isIn) started.base = `/s/${await started.enterFor(started.host.invite().code)}`
    return started
  }

  get origin(): string {
    return `http://127.0.0.1:${this.host.port}`
  }

  /** As raw as a request can be: neither the path nor the Host is tidied up. */
  ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.host.port, path, method, headers }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }))
      })
      sent.on('error', reject)
      if (typeof body === 'object') for (const part of body) sent.write(part)
      sent.end(typeof body === 'object' ? undefined : body)
    })
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const usual = { origin: this.origin, 'content-type': 'application/json' }
    return this.ask(path, { method: 'POST', headers: { ...usual, ...headers }, body: JSON.stringify(body) })
  }

  call(name: string, args: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.post(`${this.base}/call/${name}`, args, headers)
  }

  enter(code: string, headers?: Record<string, string>): Promise<Answer> {
    return this.post('/enter', { code }, headers)
  }

  /** The secret for a code that is right. */
  async enterFor(code: string): Promise<string> {
    return (JSON.parse((await this.enter(code)).body) as { secret: string }).secret
  }
}
