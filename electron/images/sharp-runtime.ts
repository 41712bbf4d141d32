import { createRequire } from 'node:module'
import type { default as Sharp } from 'sharp'
import { GlanceError } from '../../models/errors.ts'

/** The two builds of one library: the platform's own, and WebAssembly. */
export type SharpRuntime = 'native' | 'wasm'

/**
 * Which build to ask for. Inside Electron on Linux the native one shares the process with the system's newer GLib and
 * crashes at random (lovell/sharp#4522, #4525), so WebAssembly takes its place there. `GLANCE_SHARP` overrules.
 */
export function chooseSharp(
  platform: string,
  electron: string | undefined,
  override: string | undefined,
): SharpRuntime {
  if (override === 'native' || override === 'wasm') return override
  if (override !== undefined && override !== '') {
    throw new GlanceError('wrong-use', 'GLANCE_SHARP is "{override}".', 'Set it to native or wasm, or not at all.', {
      params: { override },
    })
  }
  return platform === 'linux' && electron !== undefined ? 'wasm' : 'native'
}

let loaded: Promise<typeof Sharp> | undefined

/** The one way to sharp: chosen, configured, loaded once a process. */
export function loadSharp(): Promise<typeof Sharp> {
  loaded ??= load()
  return loaded
}

/** What really runs, by the loaded library itself. */
export async function sharpRuntime(): Promise<SharpRuntime> {
  return 'emscripten' in (await loadSharp()).versions ? 'wasm' : 'native'
}

async function load(): Promise<typeof Sharp> {
  const override = process.env['GLANCE_SHARP']
  if (
    chooseSharp(process.platform, process.versions['electron'], override) === 'wasm' &&
    !putWasmInPlace() &&
    override === 'wasm'
  ) {
    throw new GlanceError(
      'wrong-use',
      'GLANCE_SHARP asks for wasm, but @img/sharp-wasm32 is not installed.',
      'Unset GLANCE_SHARP.',
    )
  }
  const { default: sharp } = await import('sharp')
  sharp.cache(false) // every image is decoded once: a cache only holds memory
  sharp.concurrency(1) // many images at a time use the cores better than many threads on one image
  return sharp
}

/**
 * sharp takes its native build wherever that is installed, and has no switch. It asks for it by `require`, whose cache
 * is open to us: the WebAssembly build is entered under the native one's name. False where that build is not installed.
 */
function putWasmInPlace(): boolean {
  const require = createRequire(createRequire(import.meta.url).resolve('sharp'))
  const wasm = resolve(require, '@img/sharp-wasm32/sharp.node')
  if (wasm === null) return false
  require(wasm)
  for (const libc of ['', 'musl']) {
    const native = resolve(require, `@img/sharp-${process.platform}${libc}-${process.arch}/sharp.node`)
    if (native !== null) require.cache[native] = require.cache[wasm]
  }
  return true
}

function resolve(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name)
  } catch {
    return null
  }
}
