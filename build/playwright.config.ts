import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import type { HostOptions } from '../e2e/support/test.ts'

const root = join(import.meta.dirname, '..')

/** What is killed must be what was meant, and have the machine for itself: the runner starts these alone. */
const kills = '*kills.spec.ts'
/** Beside its own, what a page of the desktop app does otherwise than one in a browser: dialogs, files, engines. */
const alsoOnDesktop = [
  'labeling.spec.ts',
  'opening.spec.ts',
  'own-classes.spec.ts',
  'engine-choice.spec.ts',
  'webgpu.spec.ts',
  'teach.spec.ts',
]

// A program that is started again and again compiles its sources once.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'dist/compile-cache')

/** The page is tested in a browser; in the desktop app, and in the packed one, only what differs there. */
export default defineConfig<HostOptions>({
  testDir: join(root, 'e2e'),
  testMatch: '*.spec.ts',
  outputDir: join(root, 'dist/e2e'),
  // Real programs on shared machines: generous, never a speed assertion.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 2,
  // What passes only the second time is broken.
  retries: 0,
  reporter: [['list'], [join(import.meta.dirname, 'e2e-reporter.ts')]],
  projects: [
    { name: 'page', testMatch: 'support/page.setup.ts' },
    { name: 'app', testMatch: 'support/app.setup.ts', dependencies: ['page'] },
    {
      name: 'browser',
      use: { hostKind: 'browser' },
      testIgnore: ['desktop*.spec.ts', kills],
      dependencies: ['page'],
    },
    {
      name: 'desktop',
      use: { hostKind: 'desktop' },
      testMatch: ['desktop*.spec.ts', ...alsoOnDesktop],
      testIgnore: kills,
      dependencies: ['app'],
    },
    { name: 'packed', use: { hostKind: 'packed' }, testMatch: ['labeling.spec.ts', 'webgpu.spec.ts'] },
    { name: 'browser-kills', use: { hostKind: 'browser' }, testMatch: 'kills.spec.ts', dependencies: ['page'] },
    { name: 'desktop-kills', use: { hostKind: 'desktop' }, testMatch: kills, dependencies: ['app'] },
  ],
})
