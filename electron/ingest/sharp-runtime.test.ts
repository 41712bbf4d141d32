import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { chooseSharp, loadSharp, sharpRuntime } from './sharp-runtime.ts'

describe('chooseSharp', () => {
  it('takes WebAssembly in Electron on Linux only, unless told otherwise', () => {
    expect(chooseSharp('linux', '45.0.0', undefined)).toBe('wasm')
    expect(chooseSharp('linux', undefined, undefined)).toBe('native')
    expect(chooseSharp('darwin', '45.0.0', '')).toBe('native')
    expect(chooseSharp('win32', '45.0.0', undefined)).toBe('native')
    expect(chooseSharp('linux', '45.0.0', 'native')).toBe('native')
    expect(chooseSharp('win32', undefined, 'wasm')).toBe('wasm')
    expect(() => chooseSharp('linux', undefined, 'fast')).toThrow('GLANCE_SHARP is "fast"')
  })
})

describe('loadSharp', () => {
  it('configures sharp for many images at a time', async () => {
    const sharp = await loadSharp()
    expect(sharp.concurrency()).toBe(1)
    expect(sharp.cache().memory.max).toBe(0)
    expect(await sharpRuntime()).toBe(process.env['GLANCE_SHARP'] ?? 'native')
  })

  it.runIf(hasWasm())('really runs WebAssembly when asked to', () => {
    const script = `import { sharpRuntime, loadSharp } from ${JSON.stringify(new URL('sharp-runtime.ts', import.meta.url).href)}
      const sharp = await loadSharp()
      const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } }).png().toBuffer()
      console.log(await sharpRuntime(), png.length > 0, process.report.getReport().sharedObjects.some((path) => path.includes('libvips')))`
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env: { ...process.env, GLANCE_SHARP: 'wasm' } })
    expect(run.stdout.trim()).toBe('wasm true false')
  })
})

function hasWasm(): boolean {
  try {
    createRequire(import.meta.url).resolve('@img/sharp-wasm32/sharp.node')
    return true
  } catch {
    return false
  }
}
