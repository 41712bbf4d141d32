import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped$/m

interface Step {
  name: string
  command: string
  args: string[]
}

/** Stories of the desktop app want a display: a virtual one where there is none. */
const needsDisplay = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
const hasVirtual = needsDisplay && spawnSync('xvfb-run', ['--help'], { stdio: 'ignore' }).error === undefined
const display = hasVirtual ? ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 2560x1440x24'] : []

const stories = [...display, bin('playwright'), 'test', '--config', 'build/playwright.config.ts']
const steps: Step[] = [
  { name: 'types', command: bin('tsc'), args: ['--noEmit'] },
  {
    name: 'types of the page',
    command: bin('svelte-check'),
    args: ['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  { name: 'lint', command: bin('eslint'), args: ['--config', 'build/eslint.config.js', '--max-warnings', '0', '.'] },
  { name: 'unit tests', command: bin('vitest'), args: ['run', '--config', 'build/vitest.config.ts'] },
  { name: 'e2e', command: stories[0]!, args: stories.slice(1) },
]

/** All tests, or the steps that are named, in order, to the end; the last line is the sum of all counts. */
const named = process.argv.slice(2)
let [passed, failed, skipped] = [0, 0, 0]
for (const { name, command, args } of steps.filter((step) => named.length === 0 || named.includes(step.name))) {
  console.log(`\n— ${name}`)
  const { code, output } = await run(command, args)
  const found = counts.exec(output.replaceAll(/\x1b\[[0-9;]*m/g, ''))
  if (found !== null) {
    passed += Number(found[1])
    skipped += Number(found[3])
  }
  // Types and lint have no tests to count: one of them broken counts as one.
  failed += Math.max(Number(found?.[2] ?? 0), code === 0 ? 0 : 1)
}
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1

function run(command: string, args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['inherit', 'pipe', 'inherit'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      process.stdout.write(chunk)
    })
    child.on('error', (error) => {
      console.log(error.message)
      resolve({ code: 1, output })
    })
    child.on('close', (code) => resolve({ code, output }))
  })
}
