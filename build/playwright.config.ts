import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import type { StoryOptions } from '../e2e/support/test.ts'

const root = join(import.meta.dirname, '..')

/** The same stories on both hosts: the page in a browser, and the page in the desktop app. */
export default defineConfig<StoryOptions>({
  testDir: join(root, 'e2e'),
  testMatch: '*.spec.ts',
  outputDir: join(root, 'dist/stories'),
  // Real models on shared machines: generous, never a speed assertion. One at a time, so that a kill hits the right process.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
  // A page on a starved machine sometimes misses its moment; what passes the second time is told as flaky.
  retries: 1,
  reporter: [['list'], [join(import.meta.dirname, 'e2e-reporter.ts')]],
  projects: [
    { name: 'browser', use: { hostKind: 'browser' }, testIgnore: 'desktop*.spec.ts' },
    { name: 'desktop', use: { hostKind: 'desktop' }, testIgnore: 'browser*.spec.ts' },
    { name: 'packed', use: { hostKind: 'packed' }, testMatch: ['labeling.spec.ts', 'webgpu.spec.ts'] },
  ],
})
