import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { appFolder, findApp } from './support/electron-app.ts'

/**
 * Times that a model is opened and closed: without `compileInPlace` Electron's Node hangs within these, nearly always.
 */
const openings = 50

/**
 * Code is compiled in the background early and slowly,
 * so that such a compiler is at work whenever a thread of Node's waits for all of them.
 */
const hurry = [
  '--invocation-count-for-turbofan=20',
  '--invocation-count-for-maglev=5',
  '--invocation-count-for-feedback-allocation=1',
  '--concurrent-recompilation-delay=5',
]

const script = `
  import { setFlagsFromString } from 'node:v8'
  import { compileInPlace } from '${join(appFolder, 'electron/lib/compile-in-place.js')}'
  import { findModel } from '${join(appFolder, 'electron/model-library/installed.js')}'
  import { openEngine } from '${join(appFolder, 'models/runtime/open-engine.js')}'
  for (const flag of ${JSON.stringify(hurry)}) setFlagsFromString(flag)
  compileInPlace()
  const model = findModel(process.argv[2], 'default')
  for (let count = 1; count <= ${openings}; count++) {
    await (await openEngine(model, { provider: 'cpu', wanted: 'maps' })).dispose()
    console.log(String(count))
  }
  process.exit(0)`

test('in Electron the model’s thread is there every time, whatever V8 compiles meanwhile', async () => {
  const { executable } = await findApp()
  const folder = mkdtempSync(join(tmpdir(), 'glance-threads-'))
  try {
    const file = join(folder, 'open.mjs')
    writeFileSync(file, script)
    const child = spawn(executable, [file, folder], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 150_000,
    })
    let opened = ''
    child.stdout.on('data', (chunk: Buffer) => {
      opened += chunk.toString()
    })
    await once(child, 'close')
    expect(opened.trim().split('\n').at(-1)).toBe(String(openings))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
