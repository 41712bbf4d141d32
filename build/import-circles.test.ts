import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folders = ['electron', 'models', 'renderer', 'build', 'e2e']

/** Static and dynamic imports of files of this project, those of types too. */
const imports = /(?:\bfrom|\bimport)\s+'(\.[^']+)'|\bimport\('(\.[^']+)'\)/g

function readImports(): Map<string, string[]> {
  const files = globSync(
    folders.map((folder) => `${folder}/**/*.{ts,svelte}`),
    { cwd: root },
  )
  return new Map(
    files.map((file) => {
      const found = readFileSync(join(root, file), 'utf8').matchAll(imports)
      return [file, [...found].map(([, one, other]) => normalize(join(dirname(file), (one ?? other)!)))]
    }),
  )
}

/** The first circle of each group of files that import each other, as the path along it. */
function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): void => {
    const start = path.indexOf(file)
    if (start >= 0) circles.push([...path.slice(start), file].join(' → '))
    if (start >= 0 || done.has(file)) return
    path.push(file)
    for (const other of graph.get(file) ?? []) visit(other)
    path.pop()
    done.add(file)
  }
  for (const file of graph.keys()) visit(file)
  return circles
}

test('a circle is found, and its path is named', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
  ])
  expect(findCircles(graph)).toEqual(['a → b → c → a'])
})

test('no files import each other in a circle', () => {
  const graph = readImports()
  expect(graph.size).toBeGreaterThan(100)
  expect(findCircles(graph)).toEqual([])
})
