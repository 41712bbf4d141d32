import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
/** What the page is made of. */
const sources = ['renderer', 'electron', 'models', 'build/vite.config.ts', 'package-lock.json']

/** Builds the page where it is missing or older than its source. */
export async function buildPage(): Promise<void> {
  const built = join(root, 'dist/page/index.html')
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map((source) => newest(join(root, source)))))
    return
  process.stderr.write('Building the page …\n')
  await build({ configFile: join(root, 'build/vite.config.ts'), logLevel: 'warn' })
}

function newest(path: string): number {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => !name.includes('.test.') && name !== 'fixtures')
      .map((name) => newest(join(path, name))),
  )
}

if (import.meta.main) await buildPage()
