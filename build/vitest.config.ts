import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import CountsReporter from './counts-reporter.ts'

const root = join(import.meta.dirname, '..')

export default defineConfig({
  // State of the page in what a test imports.
  plugins: [svelte({ configFile: false })],
  test: {
    root,
    include: ['{electron,models,renderer,build,e2e}/**/*.test.ts'],
    // Real processes, real models: generous, because shared machines are slow, never a speed assertion.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // A program that is started again and again compiles its sources once.
    env: { NODE_COMPILE_CACHE: join(root, 'dist/compile-cache') },
    reporters: ['default', new CountsReporter()],
  },
})
