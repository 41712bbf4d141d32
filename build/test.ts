import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped$/m

interface Step {
  name: string
  /** Run one after the other. */
  commands: string[][]
  /** It has the machine for itself, and is printed as it goes. */
  isAlone?: true
}

interface Count {
  passed: number
  failed: number
  skipped: number
}

/** The desktop app needs a display: a virtual one where there is none. */
const needsDisplay = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
const hasVirtual = needsDisplay && spawnSync('xvfb-run', ['--help'], { stdio: 'ignore' }).error === undefined
const display = hasVirtual ? ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 2560x1440x24'] : []

const playwright = [...display, bin('playwright'), 'test', '--config', 'build/playwright.config.ts']
const steps: Step[] = [
  { name: 'unit tests', commands: [[bin('vitest'), 'run', '--config', 'build/vitest.config.ts']] },
  { name: 'types', commands: [[bin('tsc'), '--noEmit']] },
  {
    name: 'types of the page',
    commands: [
      [bin('svelte-check'), '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
    ],
  },
  {
    name: 'lint',
    commands: [
      [bin('prettier'), '--check', '.'],
      [bin('eslint'), '--config', 'build/eslint.config.js', '--max-warnings', '0', '.'],
    ],
  },
  { name: 'e2e', commands: [[...playwright, '--project', 'browser', 'desktop']], isAlone: true },
  {
    name: 'e2e kills',
    // An output of its own: what is left of failures above stays.
    commands: [
      [
        ...playwright,
        '--output',
        'dist/e2e-kills',
        '--workers',
        '1',
        '--project',
        'packed',
        'browser-kills',
        'desktop-kills',
      ],
    ],
    isAlone: true,
  },
]

/** All tests, or the steps whose names begin with an argument; the last line is the sum of all counts. */
const named = process.argv.slice(2)
const wanted = steps.filter(({ name }) => named.length === 0 || named.some((word) => name.startsWith(word)))
const sum: Count = { passed: 0, failed: 0, skipped: 0 }

// Two at a time, the longest first; then each that must run alone.
const waiting = wanted.filter(({ isAlone }) => !isAlone)
await Promise.all(
  [1, 2].map(async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await take(step)
  }),
)
for (const step of wanted.filter(({ isAlone }) => isAlone)) await take(step)
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed === 0 ? 0 : 1

/** Runs a step, prints all that it said as one piece, and adds what it counted. */
async function take({ name, commands, isAlone }: Step): Promise<void> {
  if (isAlone) console.log(`\n— ${name}`)
  let [output, failed] = ['', false]
  for (const command of commands) {
    const ended = await run(command, isAlone === true)
    output += ended.output
    failed ||= ended.code !== 0
  }
  if (!isAlone) console.log(`\n— ${name}\n${output.trimEnd()}`)
  const found = counts.exec(output.replaceAll(/\x1b\[[0-9;]*m/g, ''))
  sum.passed += Number(found?.[1] ?? 0)
  sum.skipped += Number(found?.[3] ?? 0)
  // Types and lint have no tests to count: one of them broken counts as one.
  sum.failed += Math.max(Number(found?.[2] ?? 0), failed ? 1 : 0)
}

function run([command, ...args]: string[], isShown: boolean): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command!, args, {
      cwd: root,
      stdio: ['inherit', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    })
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      if (isShown) process.stdout.write(chunk)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
