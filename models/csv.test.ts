import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCsv, formatCsvRow } from './csv.ts'

test('fields are quoted where they must be, and rows end in CRLF', () => {
  expect(formatCsvRow(['plain', 'a,b', 'say "cat"', 'two\nlines', 'old\rmac', ' spaces ', '-x'])).toBe(
    'plain,"a,b","say ""cat""","two\nlines","old\rmac", spaces ,-x\r\n',
  )
  expect(formatCsvRow([null, undefined, '', 640, -0.5, 1e-7, true, false])).toBe(',,,640,-0.5,1e-7,true,false\r\n')
})

test('formulas are disarmed where that is wanted; numbers are none', () => {
  const cells = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\uFF1D1', 'a=1', -1]
  expect(formatCsvRow(cells, { excelSafe: true })).toBe("'=1+1,'+1,'-1,'@SUM(A1),'\t=1,'\uFF1D1,a=1,-1\r\n")
})

test('any strings come back through a CSV reader', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', '=', 'é', '\0', ';') }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      expect(parse(formatCsv(rows), { recordDelimiter: '\r\n' })).toEqual(rows)
    }),
  )
})
