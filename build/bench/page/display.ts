import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

/**
 * Gives the desktop app a display: the person's own, or a virtual one until it is ended; null where there is neither.
 */
export async function openDisplay(): Promise<{ isVirtual: boolean; end: () => void } | null> {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
    return { isVirtual: false, end: () => undefined }
  // It chooses a free number by itself, and writes it where it is asked to.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = await new Promise<string | null>((resolve) => {
    server.once('error', () => resolve(null)).once('exit', () => resolve(null))
    ;(server.stdio[3] as Readable).once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
  if (number === null) return null
  process.env['DISPLAY'] = `:${number}`
  return {
    isVirtual: true,
    end() {
      delete process.env['DISPLAY']
      server.kill()
    },
  }
}
