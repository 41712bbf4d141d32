import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { FolderWatch } from './folder-watch.ts'

test('what comes, changes and goes is noticed once; what was seen first and other files are not', async () => {
  const folder = join(makeTempFolder(), 'models')
  const watch = new FolderWatch(folder, { intervalMs: 5 })
  onTestFinished(() => watch.close())
  const onChange = vi.fn()
  watch.start(onChange)
  watch.start(onChange) // a second start adds nothing
  const file = join(folder, 'a.onnx')

  mkdirSync(folder)
  for (const [count, change] of [
    () => writeFileSync(file, 'a'),
    () => writeFileSync(file, 'longer'),
    () => writeFileSync(join(folder, 'shelf.json'), '{}'),
    () => rmSync(file),
  ].entries()) {
    change()
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(count + 1))
  }

  writeFileSync(file, 'mine')
  watch.see()
  writeFileSync(join(folder, 'a.onnx.tmp'), 'under way')
  await sleep(50)
  expect(onChange).toHaveBeenCalledTimes(4)
})
