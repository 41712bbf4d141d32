import { CsvError, parse } from 'csv-parse/sync'
import { GlanceError } from '../../models/errors.ts'

const delimiters = [',', ';', '\t'] as const

/**
 * The rows of a CSV, empty ones left out:
 * with or without a byte order mark, with any line ends, with commas, semicolons or tabs between cells.
 * @throws GlanceError `unreadable` where a quote is never closed, naming the line
 */
export function readTable(text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      delimiter: findDelimiter(text),
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_quotes: true,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new GlanceError(
      'unreadable',
      'The CSV cannot be read: {reason}.',
      'Save it again in the program that wrote it.',
      { params: { reason: error.message }, cause: error },
    )
  }
}

/**
 * The one that occurs most in the first line, quoted cells left out: ties go to the one that text itself uses least.
 */
function findDelimiter(text: string): string {
  const line = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.replace(/^\uFEFF/, '').trimStart())?.[0] ?? '').replace(
    /"(?:[^"]|"")*"/g,
    '',
  )
  const count = (delimiter: string): number => line.split(delimiter).length - 1
  return delimiters.toReversed().reduce((best, next) => (count(next) > count(best) ? next : best))
}
