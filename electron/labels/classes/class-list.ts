import { GlanceError } from '../../../models/errors.ts'
import { classKeyPattern } from '../class-keys.ts'
import { normalizeClassName } from '../class-name.ts'
import { readTable } from '../table.ts'

/** A class as a file describes it: its parent by name. */
export interface ClassDraft {
  name: string
  colour: string | null
  key: string | null
  description: string
  parent: string | null
}

const draft = (name: string, parent: string | null = null): ClassDraft => ({
  name: normalizeClassName(name),
  colour: null,
  key: null,
  description: '',
  parent,
})

/**
 * Reads one class a line. What follows a '#' at the begin of a line is a comment; a line that is indented further than
 * the one before is a kind of it, by tabs or by two spaces a step.
 */
export function parseClassText(text: string): ClassDraft[] {
  const above: { depth: number; name: string }[] = []
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
    .map((line) => {
      const depth = countSteps(/^\s*/.exec(line)![0])
      while ((above.at(-1)?.depth ?? -1) >= depth) above.pop()
      const made = draft(line, above.at(-1)?.name ?? null)
      above.push({ depth, name: made.name })
      return made
    })
}

/** A tab is a step, two spaces are one. */
const countSteps = (indent: string): number => indent.replaceAll('\t', '  ').length / 2

const columnNames = {
  name: ['name', 'class', 'label'],
  colour: ['colour', 'color'],
  key: ['key'],
  description: ['description'],
  parent: ['parent'],
} as const

/**
 * Reads a CSV with the columns name, colour, key, description and parent, in any order;
 * all but the name may be missing.
 */
export function parseClassCsv(text: string): ClassDraft[] {
  const [header = [], ...rows] = readTable(text)
  const find = (names: readonly string[]): number =>
    header.findIndex((cell) => names.includes(cell.trim().toLowerCase()))
  const places = {
    name: find(columnNames.name),
    colour: find(columnNames.colour),
    key: find(columnNames.key),
    description: find(columnNames.description),
    parent: find(columnNames.parent),
  }
  if (places.name < 0)
    throw new GlanceError(
      'wrong-use',
      'The CSV of classes has no column “name”.',
      'The first line must name the columns: name, and optionally colour, key, description and parent.',
    )
  return rows.flatMap((row, index) => {
    const cell = (column: keyof typeof places): string => row[places[column]]?.trim() ?? ''
    if (cell('name') === '') return []
    return [
      {
        ...draft(cell('name'), cell('parent') === '' ? null : normalizeClassName(cell('parent'))),
        colour: readColour(cell('colour'), index + 2),
        key: readKey(cell('key'), index + 2),
        description: cell('description').slice(0, 10_000),
      },
    ]
  })
}

function readColour(text: string, line: number): string | null {
  const colour = text.toLowerCase()
  if (colour === '') return null
  const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/.exec(colour) ?? []
  if (digits !== undefined) return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`
  throw new GlanceError(
    'wrong-use',
    'The colour {value} in line {line} of the CSV is not valid.',
    'Colours look like #4e79a7.',
    { params: { value: JSON.stringify(text), line } },
  )
}

function readKey(text: string, line: number): string | null {
  const key = text.toLowerCase()
  if (key === '') return null
  if (classKeyPattern.test(key)) return key
  throw new GlanceError(
    'wrong-use',
    'The key {value} in line {line} of the CSV is not valid.',
    'A key is one letter or one digit, or “shift+” and a digit.',
    { params: { value: JSON.stringify(text), line } },
  )
}
