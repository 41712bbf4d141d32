import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

const root = join(import.meta.dirname, '..')
const runtime = join(root, 'node_modules/onnxruntime-web/dist')
/** The WebGPU build, which has the WebAssembly provider too. */
const runtimeFiles = ['ort-wasm-simd-threaded.asyncify.mjs', 'ort-wasm-simd-threaded.asyncify.wasm']

/** onnxruntime's own files lie beside the page, as they are: the runtime loads them by name, never from elsewhere. */
const shipRuntime: Plugin = {
  name: 'glance-ship-onnxruntime',
  apply: 'build',
  generateBundle() {
    for (const file of runtimeFiles)
      this.emitFile({ type: 'asset', fileName: `ort/${file}`, source: readFileSync(join(runtime, file)) })
  },
}

export default defineConfig({
  root: join(root, 'renderer'),
  base: './',
  plugins: [svelte({ preprocess: vitePreprocess() }), shipRuntime],
  worker: { format: 'es' },
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'production'] },
  build: {
    outDir: join(root, 'dist/page'),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
  },
})
