import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('npm has nothing to say about its settings', () => {
  // As a person's terminal: what npm sets for its scripts would be settings, too.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')))
  const { stderr, status } = spawnSync('npm', ['pkg', 'get', 'name'], {
    cwd: join(import.meta.dirname, '..'),
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  expect([status, stderr]).toEqual([0, ''])
})
