import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Room } from './support/terminal.ts'

const embedded = (name: string): string => fileURLToPath(new URL(`../models/default/${name}`, import.meta.url))

/** A line of the card's table: what is seen, and what each head and their average say of it. */
interface Line {
  file: string
  truth: string
  class: string
  distillation: string
  average: string
  confidence: number
}

/** Rows of the card that begin with the name of a picture. */
function readTable(card: string): Line[] {
  const rows = [...card.matchAll(/^\| `(.+\.(?:jpg|svg))` +\|(.+)\|$/gm)]
  return rows.map(([, file, rest]) => {
    const [truth, byClass, byDistillation, average, confidence] = rest!
      .split('|')
      .map((cell) => cell.trim().replaceAll('*', ''))
    return {
      file: file!,
      truth: truth!,
      class: byClass!,
      distillation: byDistillation!,
      average: average!,
      confidence: Number.parseInt(confidence!) / 100,
    }
  })
}

test('the embedded model says of its example pictures what its card says', async () => {
  using room = new Room({ model: 'embedded' })
  const run = await room.glance(['prelabel', embedded('examples'), '--csv', room.csv, '--threshold', '0'])
  expect(run).toMatchObject({ exit: 0 })
  const card = readFileSync(embedded('README.md'), 'utf8')
  const lines = readTable(card)
  const pictures = readdirSync(embedded('examples'))
    .filter((name) => /\.(jpg|svg)$/.test(name))
    .sort()
  expect(lines.map(({ file }) => file).sort()).toEqual(pictures)
  const rows = new Map(room.readCsv().map((row) => [row['file_name']!, row]))
  for (const line of lines) {
    const row = rows.get(line.file)!
    expect([line.file, row['cls_label'], row['dist_label'], row['label']]).toEqual([
      line.file,
      line.class,
      line.distillation,
      line.average,
    ])
    expect(Math.abs(Number(row['confidence']) - line.confidence), line.file).toBeLessThan(0.02)
  }
  // The card counts rightly what is right.
  const labels = new Set(readFileSync(embedded('labels.txt'), 'utf8').trim().split('\n'))
  const known = lines.filter(({ truth }) => labels.has(truth))
  const right = known.filter(({ truth, average }) => truth === average)
  expect(card.replaceAll(/\s+/g, ' ')).toContain(
    `Right on ${right.length} of the ${known.length} that show one of its classes`,
  )
})
