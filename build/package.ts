import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'electron-builder'
import { bundleApp } from './bundle.ts'
import { describePackage } from './electron-builder.ts'
import { findElectron } from './electron-runtime.ts'
import { buildPage } from './page.ts'

/**
 * `node build/package.ts [--dir]`: the installers of this platform, or with `--dir` only the folder that they install.
 * With GLANCE_PACKAGE=tests it is packed for the tests: around the Electron they run on, and open to their driver.
 */
process.chdir(join(import.meta.dirname, '..'))
await buildPage()
await bundleApp()
await build({
  ...(process.argv.includes('--dir') ? { dir: true } : {}),
  publish: 'never',
  config: describePackage(
    process.platform,
    process.env['GLANCE_PACKAGE'] === 'tests' ? await findTestElectron() : null,
  ),
})

async function findTestElectron(): Promise<NonNullable<Parameters<typeof describePackage>[1]>> {
  const runtime = await findElectron({ forTests: true })
  const folder = dirname(runtime.executable)
  return { runtime, folder, version: readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '') }
}
