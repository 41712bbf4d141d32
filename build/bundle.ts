import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
/** What starts by itself; everything else is found by following imports from here. */
const entries = ['electron/main.ts', 'electron/api/service-process.ts']
/** Read by address, or shipped for its license, and not imported, so that following imports does not find them. */
const data = [
  'models/default/deit.onnx',
  'models/default/labels.txt',
  'models/default/examples',
  'models/deit/WORDNET-LICENSE.txt',
]

/** Where the app is made, and where the page is expected. */
export const appFolder = join(root, 'dist/app')
export const pageFolder = join(root, 'dist/page')

/** Makes `dist/app`: the same tree as the sources, as JavaScript that any Electron from 33 on runs; gives its files. */
export async function bundleApp(): Promise<string[]> {
  for (const part of ['electron', 'models', 'page']) rmSync(join(appFolder, part), { recursive: true, force: true })
  const files = new Set<string>()
  for (const entry of entries) emit(join(root, entry), files)
  for (const file of data.filter((name) => existsSync(join(root, name)))) copy(join(root, file))
  await bundlePreload()
  writePackage()
  if (existsSync(pageFolder)) cpSync(pageFolder, join(appFolder, 'page'), { recursive: true })
  return [...files]
}

const place = (file: string): string => join(appFolder, relative(root, file))

function copy(file: string): void {
  mkdirSync(dirname(place(file)), { recursive: true })
  cpSync(file, place(file), { recursive: true })
}

/** One source file, then those it imports: what is only a type leaves no import behind, and is not followed. */
function emit(file: string, done: Set<string>): void {
  if (done.has(file)) return
  if (!file.startsWith(root) || file.includes(`${sep}node_modules${sep}`))
    throw new Error(`${file} is outside the project and cannot be part of the app.`)
  done.add(file)
  if (!file.endsWith('.ts')) {
    // package.json is rewritten with the app's own entry point.
    if (relative(root, file) !== 'package.json') copy(file)
    return
  }
  const source = readFileSync(file, 'utf8')
  const { outputText } = ts.transpileModule(source, {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022, // no `using` in Electron 33's V8
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  })
  const imported = ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName)
  const kept = new Set(ts.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName))
  const workers = [...source.matchAll(worker)].map((match) => match[1]!)
  for (const name of imported) {
    if (name.startsWith('.') && (kept.has(name.replace(/\.ts$/, '.js')) || kept.has(name)))
      emit(join(dirname(file), name), done)
  }
  for (const name of workers) emit(join(dirname(file), name), done)
  const target = place(file).replace(/\.ts$/, '.js')
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(
    target,
    outputText.replaceAll(worker, (text) => text.replace(/\.ts(['"])/, '.js$1')),
  )
}

/** How a file names a worker or process of its own. */
const worker = /new URL\(['"](\.[^'"]+\.ts)['"], import\.meta\.url\)/g

/** A sandboxed preload can import nothing but 'electron': it becomes one CommonJS file. */
async function bundlePreload(): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: join(root, 'electron/preload.ts'),
      outDir: join(appFolder, 'electron'),
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
    },
  })
}

function writePackage(): void {
  const { name, version, description, license } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, string>
  const content = {
    name,
    productName: 'Glance',
    version,
    description,
    license,
    type: 'module',
    main: 'electron/main.js',
  }
  writeFileSync(join(appFolder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`)
}

if (import.meta.main) {
  const files = await bundleApp()
  console.log(`${relative(process.cwd(), appFolder)}: ${files.length} files`)
  if (!existsSync(pageFolder))
    console.error(`There is no ${relative(process.cwd(), pageFolder)}: build the page first, then this again.`)
}
