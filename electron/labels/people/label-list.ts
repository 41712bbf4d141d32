import { GlanceError } from '../../../models/errors.ts'
import { normalizeClassName } from '../class-name.ts'
import { readTable } from '../table.ts'

/** A line of a list of labels. */
export interface ListedLabel {
  path: string
  classes: string[]
  author: string | null
}

const columnNames = {
  path: ['file_name', 'filename', 'filepath', 'file_path', 'path', 'file', 'image'],
  label: ['label', 'class', 'category'],
  author: ['author', 'annotator'],
}

/**
 * Reads labels from a CSV: with a header in any of the usual words, in any order, other columns left alone; or without
 * one, path and label first. Of an export's rows those count that a person or an import labeled, not the model's. Lines
 * without a label are left out. `isMultiLabel`: '|' separates several labels; `known` names may hold it.
 *
 * @throws GlanceError where there is no column for the path or the label, a label is no name, or the text was not UTF-8
 */
export function parseLabels(
  text: string,
  { isMultiLabel, known }: { isMultiLabel: boolean; known: ReadonlySet<string> },
): ListedLabel[] {
  const rows = readTable(text)
  // UTF-16, which Excel writes as "Unicode text", would not even show its columns.
  if (text.startsWith('\uFFFD')) throw notUtf8()
  const header = (rows[0] ?? []).map((cell) => cell.trim().toLowerCase())
  const find = (names: readonly string[]): number =>
    names.map((name) => header.indexOf(name)).find((place) => place >= 0) ?? -1
  const places = {
    path: find(columnNames.path),
    label: find(columnNames.label),
    author: find(columnNames.author),
    source: header.indexOf('source'),
  }
  const hasHeader = places.path >= 0 && places.label >= 0
  if (!hasHeader && (rows[0]?.length ?? 0) < 2)
    throw new GlanceError(
      'wrong-use',
      'The CSV has no column for the label.',
      'It needs the columns file_name and label.',
    )
  if (!hasHeader && (places.path >= 0 || places.label >= 0)) {
    throw new GlanceError(
      'wrong-use',
      places.path < 0
        ? 'The CSV has no column for the file: its columns are {columns}.'
        : 'The CSV has no column for the label: its columns are {columns}.',
      'Name two of them file_name and label.',
      { params: { columns: header.join(', ') } },
    )
  }
  const { path, label, author, source } = hasHeader ? places : { path: 0, label: 1, author: -1, source: -1 }
  return rows.slice(hasHeader ? 1 : 0).flatMap((row) => {
    const cell = row[label]?.trim() ?? ''
    if (cell === '' || row[path] === undefined || row[path] === '' || row[source]?.trim() === 'model') return []
    if (cell.includes('\uFFFD')) throw notUtf8()
    const isWhole = !isMultiLabel || known.has(cell.normalize('NFC'))
    const classes = (isWhole ? [cell] : cell.split('|').filter((part) => part.trim() !== '')).map(normalizeClassName)
    return [{ path: row[path], classes: [...new Set(classes)], author: row[author]?.trim().slice(0, 200) || null }]
  })
}

/** What stands for bytes that are no text would become part of a class's name. */
const notUtf8 = (): GlanceError => new GlanceError('unreadable', 'The CSV is not UTF-8 text.', 'Save it as UTF-8.')
