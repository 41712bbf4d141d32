import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

const script = (before: string): string => `
  import { setFlagsFromString } from 'node:v8'
  import { Worker } from 'node:worker_threads'
  import { compileInPlace } from ${JSON.stringify(new URL('compile-in-place.ts', import.meta.url).href)}
  setFlagsFromString('--allow-natives-syntax')
  ${before}
  new Worker('console.log(%IsConcurrentRecompilationSupported())', { eval: true })`

function run(before: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script(before)], {
    encoding: 'utf8',
  })
  return stdout.trim() === '' ? stderr : stdout.trim()
}

it('lets no thread that begins after it be compiled in the background', () => {
  expect(run('')).toBe('true') // so that this test can fail
  expect(run('compileInPlace()')).toBe('false')
})
