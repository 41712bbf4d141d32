import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChartPoint, layoutChart } from './chart.ts'
import { drawSvg } from './chart-svg.ts'
import { overlap, placeLabels } from './place-labels.ts'

const measure = (text: string): number => 6.5 * text.length
const point = (key: string, rate: number, accuracy: number, rest: Partial<ChartPoint> = {}): ChartPoint => ({
  key,
  label: key,
  rate,
  accuracy,
  interval: null,
  series: 'plain',
  marker: 'cpu',
  ...rest,
})

const places = fc.record({
  x: fc.integer({ min: 0, max: 600 }),
  y: fc.integer({ min: 0, max: 400 }),
  width: fc.integer({ min: 10, max: 160 }),
  height: fc.constant(15),
})
const bounds = { x: 0, y: 0, width: 600, height: 400 }

test('no label is over another, over a mark, or beyond the bounds', () => {
  fc.assert(
    fc.property(fc.array(places, { maxLength: 40 }), (labels) => {
      const marks = labels.map(({ x, y }) => ({ x: x - 6, y: y - 6, width: 12, height: 12 }))
      const placed = placeLabels(labels, marks, bounds).filter((label) => label !== null)
      for (const [index, one] of placed.entries()) {
        expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= 600 && one.y + one.height <= 400).toBe(true)
        for (const other of [...marks, ...placed.slice(index + 1)]) expect(overlap(one, other)).toBe(0)
      }
    }),
  )
})

test('a few points close together all have their names', () => {
  const close = Array.from({ length: 8 }, (_, index) => ({ x: 300 + index, y: 200 - index, width: 90, height: 15 }))
  const placed = placeLabels(close, [], bounds)
  expect(placed.every((label) => label !== null)).toBe(true)
  expect(placed[0]).toMatchObject({ isLed: false, x: 307 })
  expect(placed.some((label) => label?.isLed)).toBe(true)
})

const paper = [
  point('DeiT-Ti', 2536.5, 0.722, { marker: 'paper' }),
  point('DeiT-S', 940.4, 0.798, { marker: 'paper' }),
  point('DeiT-B', 292.3, 0.818, { marker: 'paper' }),
]

test("faster is to the right, more accurate is higher, and the paper's points are joined", () => {
  const {
    marks: [tiny, small, base],
    lines,
  } = layoutChart(paper, { width: 700, height: 400, measure })
  expect(tiny!.x).toBeGreaterThan(small!.x)
  expect(small!.x).toBeGreaterThan(base!.x)
  expect(base!.y).toBeLessThan(small!.y)
  expect(small!.y).toBeLessThan(tiny!.y)
  expect(lines).toHaveLength(1)
  expect(lines[0]!.path.split('L')).toHaveLength(3)
})

test('an interval is a bar around its point, inside the plot', () => {
  const {
    marks: [mark],
    plot,
  } = layoutChart([point('mine', 20, 0.8, { interval: [0.65, 0.9] })], { width: 700, height: 400, measure })
  expect(mark!.bar![0]).toBeLessThan(mark!.y)
  expect(mark!.bar![1]).toBeGreaterThan(mark!.y)
  expect(mark!.bar![0]).toBeGreaterThanOrEqual(plot.y)
  expect(mark!.bar![1]).toBeLessThanOrEqual(plot.y + plot.height)
})

const texts = {
  title: 'Accuracy against speed',
  caption: 'AMD <EPYC> & 2 cores',
  xAxis: 'images/s',
  yAxis: 'top-1',
  formatRate: String,
  formatShare: String,
  series: { plain: 'DeiT', distilled: 'DeiT⚗', external: 'Other' },
  markers: { cpu: 'CPU', webgpu: 'WebGPU', page: 'Window', paper: 'V100' },
}

test('the drawing holds every name once and needs nothing beside it', () => {
  const svg = drawSvg(
    layoutChart([...paper, point('a "quoted" <b>\u0007', 30, 0.75)], { width: 900, height: 560, measure }),
    texts,
  )
  for (const name of ['DeiT-Ti', 'DeiT-S', 'DeiT-B', 'a &quot;quoted&quot; &lt;b&gt;'])
    expect(svg.split(`>${name}</text>`)).toHaveLength(2)
  expect(svg).toContain('AMD &lt;EPYC&gt; &amp; 2 cores')
  expect(svg).not.toMatch(/var\(|class=|href|<style|\u0007|NaN|undefined/)
})

test('nothing measured is a chart without points, and no error', () => {
  const layout = layoutChart([], { width: 300, height: 200, measure })
  expect(layout.marks).toEqual([])
  expect(layout.xTicks.length).toBeGreaterThan(1)
  expect(drawSvg(layout, texts)).not.toContain('NaN')
})
