import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Texts } from './texts.ts'

const find = (texts: Texts, count: number, text: string): number[] => {
  const match = texts.match(text)
  return Array.from({ length: count }, (_, row) => row).filter((row) => match.has(row))
}

test('a text is found in the rows that have it, over the bounds of what is searched at once', () => {
  const texts = new Texts()
  const paths = Array.from({ length: 10_000 }, (_, row) => `Folder/${row}.JPG`)
  for (const path of paths) texts.add(path)
  for (const text of ['409', '4095.', '/8191.jpg', 'FOLDER/9999', 'jpgfolder', '.jpg']) {
    expect(find(texts, paths.length, text), text).toEqual(
      paths.flatMap((path, row) => (path.toLowerCase().includes(text.toLowerCase()) ? [row] : [])),
    )
  }
})

test('rows that come later are searched, too', () => {
  const texts = new Texts()
  texts.add('one')
  expect(find(texts, 1, 'o')).toEqual([0])
  texts.add('two')
  texts.add('three')
  expect(find(texts, 3, 'o')).toEqual([0, 1])
})

test('any paths and any text', () => {
  const part = fc.stringMatching(/^[aAbBäÄ/]{1,4}$/)
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), part, (paths, text) => {
      const texts = new Texts()
      for (const path of paths) texts.add(path)
      expect(find(texts, paths.length, text)).toEqual(
        paths.flatMap((path, row) => (path.toLowerCase().includes(text.toLowerCase()) ? [row] : [])),
      )
    }),
  )
})
