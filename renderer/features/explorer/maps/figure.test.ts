import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawFigure, escapeXml, type Figure, wrap } from './figure.ts'

const measure = (text: string): number => 7 * text.length
const figure: Figure = {
  photo: 'data:image/jpeg;base64,AA',
  size: { width: 400, height: 300 },
  crop: { left: 50, top: 0, size: 300 },
  heat: 'data:image/png;base64,BB',
  opacity: 0.7,
  isSmooth: true,
  patch: null,
  colours: 'viridis',
  scale: { from: '0 %', to: '4.1 %' },
  lines: ['a <b> & "c".jpg', 'Rollout of the class token'],
  measure,
}

test('the figure is self-contained: images are in it, the caption is text, and names cannot break it', () => {
  const { svg, width, height } = drawFigure(figure)
  expect(svg).toContain('href="data:image/jpeg;base64,AA"')
  expect(svg).toContain('>a &lt;b&gt; &amp; &quot;c&quot;.jpg</text>')
  expect(svg).toContain('>Rollout of the class token</text>')
  expect(svg).toContain('0 % – 4.1 %')
  expect(svg.match(/(?:href|src|url\()="?([^#d)"]|https?:)/g)).toBeNull()
  expect([width, height > 516]).toEqual([720, true])
})

test('the map is where the model’s input was, at the photo’s own scale', () => {
  const { svg } = drawFigure(figure)
  // 400 wide becomes 688.
  expect(svg).toContain('x="102" y="16" width="516" height="516" opacity="0.7"')
  expect(drawFigure({ ...figure, patch: { index: 5, side: 3 } }).svg).toContain(
    'x="446" y="188" width="172" height="172"',
  )
  expect(svg).not.toContain('stroke="#fff"')
})

test('a long caption makes the figure higher and loses no word', () => {
  const words = Array.from({ length: 80 }, (_, index) => `word${index}`)
  const long = drawFigure({ ...figure, lines: ['title', words.join(' ')] })
  expect(long.height).toBeGreaterThan(drawFigure(figure).height)
  for (const word of words) expect(long.svg).toContain(word)
})

test('no line is wider than its room, and together they are the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'ж'), maxLength: 80 }),
      fc.integer({ min: 7, max: 200 }),
      (text, room) => {
        const lines = wrap(text, room, measure)
        for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(room)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      },
    ),
  )
})

test('what XML cannot hold is replaced', () => {
  expect(escapeXml('a\u0000b\u001fc\ud800d\te')).toBe('a\ufffdb\ufffdc\ufffdd\te')
})
