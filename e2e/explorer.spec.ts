import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { makeClassifier } from '../models/deit/fixtures/make-model.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, type Glance, test } from './support/test.ts'
import { tiny } from './support/tiny-model.ts'

test.use({ photos: 6 })

const { layers, heads, side } = tiny
const patches = side * side
const tokens = patches + 2

/** What a canvas shows, as text that is equal only where the pictures are. */
const look = (page: Page, name: 'heat' | 'matrix'): Promise<string> =>
  page.getByTestId(name).evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())

/** Does it, and waits until the picture is another one. */
async function expectChange(
  page: Page,
  names: readonly ('heat' | 'matrix')[],
  action: () => Promise<void>,
): Promise<void> {
  const before = await Promise.all(names.map((name) => look(page, name)))
  await action()
  for (const [index, name] of names.entries())
    await expect.poll(async () => (await look(page, name)) !== before[index], name).toBe(true)
}

/** A file of the service as numbers, fetched as the page does. */
const readFloats = async (page: Page, address: string): Promise<number[]> =>
  page.evaluate(async (path) => [...new Float32Array(await (await fetch(path)).arrayBuffer())], address)

/** Begins to count what the page fetches. */
async function countFetches(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const before = window.fetch.bind(window)
    const asked: string[] = []
    const counted: typeof fetch = (...args) => {
      asked.push(typeof args[0] === 'string' ? args[0] : 'other')
      return before(...args)
    }
    Object.assign(window, { asked, fetch: counted })
  })
  return () =>
    page.evaluate(() =>
      (window as unknown as { asked: string[] }).asked.filter((address) => address.startsWith('files/')),
    )
}

async function openExplorer({ page }: Glance): Promise<number> {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 10 })
  await page.getByRole('listbox', { name: 'Photos' }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('e')
  await expect(page.getByRole('tab', { name: 'Photo' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('matrix')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Play' })).toBeEnabled()
  return ids[0]!
}

test("a photo is explored: every control repaints what the page holds, and numbers are the service's", async ({
  glance,
}) => {
  const { page } = glance
  const id = await openExplorer(glance)
  const numbers = await callService(page, 'explorePhoto', { id })
  const detail = await callService(page, 'getPhoto', { id })
  expect([numbers.layers, numbers.heads, numbers.tokens, numbers.side]).toEqual([layers, heads, 2, side])
  await expect(page.getByTestId('map-distance')).toHaveText(numbers.mapDistance!.toFixed(3))
  await expect(page.getByRole('region', { name: 'Predictions' })).toContainText(detail.fused[0]!.className)
  await expect(page.getByRole('gridcell')).toHaveCount(layers * (heads + 1) + 1)

  // Two fusions are fetched, each once; nothing else asks for anything.
  const readFetches = await countFetches(page)
  const tokens = page.getByRole('group', { name: 'Whose attention' })
  for (const name of ['Distillation', 'Difference', 'Class'])
    await expectChange(page, ['heat', 'matrix'], () => tokens.getByRole('button', { name }).click())
  await expectChange(page, ['heat', 'matrix'], async () => {
    await page.getByLabel('Attention-head fusion').selectOption('max')
  })
  await expectChange(page, ['heat', 'matrix'], async () => {
    await page.getByLabel('Attention-head fusion').selectOption('mean')
  })
  await expectChange(page, ['heat', 'matrix'], () => page.getByLabel('Discard').fill('90'))
  await expect(page.getByTestId('look')).toHaveText(
    `Class token · rollout through all ${layers} layers · mean of attention heads · the smallest 90 % discarded`,
  )
  await expectChange(page, ['heat', 'matrix'], async () => {
    await page.getByLabel('Colours').selectOption('magma')
  })
  await expectChange(page, ['heat', 'matrix'], () => page.getByRole('button', { name: 'Patches' }).click())
  await expectChange(page, ['matrix'], () => page.getByRole('button', { name: 'Common' }).click())
  await expectChange(page, ['matrix'], () =>
    page
      .getByRole('group', { name: 'Colour scale' })
      .locator('..')
      .getByRole('button', { name: 'Photo', exact: true })
      .click(),
  )
  await page.getByLabel('Opacity').fill('40')
  await expect(page.getByTestId('heat')).toHaveCSS('opacity', '0.4')
  await expectChange(page, ['heat'], () => page.getByRole('gridcell', { name: 'Layer 3, attention head 2.' }).click())
  await expect(page.getByTestId('look')).toHaveText('Class token · layer 3 · attention head 2')
  await expectChange(page, ['heat'], () => page.keyboard.press(']'))
  await expect(page.getByTestId('look')).toHaveText('Class token · layer 4 · attention head 2')
  await page.keyboard.press('r')
  // Neighbours are loaded ahead meanwhile.
  expect((await readFetches()).filter((address) => address.includes(`/${id}?`))).toEqual([
    expect.stringContaining(`files/fused/${id}?`),
  ])

  // The matrix by keys, linked with the charts, whose numbers are a table, too.
  await page.keyboard.press('g')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Home')
  await expect(page.getByRole('gridcell', { name: `Layer ${layers}, attention head 1.` })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('look')).toHaveText(`Class token · layer ${layers} · attention head 1`)
  await expect(page.getByRole('gridcell', { selected: true })).toHaveAttribute(
    'aria-label',
    `Layer ${layers}, attention head 1. Entropy ${numbers.entropy.class[layers - 1]![0]!.toFixed(2)} bits. Mean attention distance ${numbers.distance[layers - 1]![0]!.toFixed(1)} px`,
  )
  await page.locator('[data-place="1 2"]').first().hover({ force: true })
  await expect(page.locator('.cell.pointed')).toHaveAttribute('aria-label', /^Layer 2, attention head 3\./)
  await page.locator('[data-place="1 2"]').first().click({ force: true })
  await expect(page.getByTestId('look')).toHaveText('Class token · layer 2 · attention head 3')
  await page.getByText('As a table').click()
  for (const [name, values, digits] of [
    ['Attention distance', numbers.distance, 1],
    ['Entropy, Class token', numbers.entropy.class, 2],
  ] as const) {
    const cells = await page.getByRole('region', { name }).getByRole('cell').allTextContents()
    expect(cells).toEqual(values.flat().map((value) => value.toFixed(digits)))
  }
})

test('a patch is chosen, the flow runs through the layers, and the next photo resets both', async ({ glance }) => {
  const { page } = glance
  const id = await openExplorer(glance)
  // The middle of the photo is the corner of four patches: a little beside it.
  const frame = (await page.locator('.frame').boundingBox())!
  await expectChange(page, ['heat', 'matrix'], () =>
    page.mouse.click(frame.x + frame.width / 2 + 5, frame.y + frame.height / 2 + 5),
  )
  const patch = (side / 2) * side + side / 2
  await expect(page.locator(`[data-patch="${patch}"]`)).toBeVisible()
  await expect(page.getByTestId('look')).toHaveText(
    `Patch in row ${side / 2 + 1}, column ${side / 2 + 1} · layer ${layers} · mean of attention heads`,
  )
  const rows = await readFloats(page, `files/patch/${id}?patch=${patch}`)
  expect(rows).toHaveLength(layers * heads * tokens)
  const given = (token: number): string => {
    const part = Array.from({ length: heads }, (_, head) => head).reduce(
      (sum, head) => sum + rows[((layers - 1) * heads + head) * tokens + token]! / heads,
      0,
    )
    return `${(100 * part).toFixed(part >= 0.1 ? 0 : part >= 0.001 ? 1 : part >= 0.0001 ? 2 : 3)} %`
  }
  await expect(page.getByTestId('special')).toHaveText(
    `${given(0)} of its attention goes to the class token, ${given(1)} to the distillation token.`,
  )
  await expectChange(page, ['heat', 'matrix'], () => page.keyboard.press('ArrowRight'))
  await page.keyboard.press('ArrowUp')
  await expect(page.locator(`[data-patch="${patch + 1 - side}"]`)).toBeVisible()
  await page.getByRole('gridcell', { name: `Layer ${layers}, attention head 3.` }).click()
  await expect(page.getByTestId('look')).toHaveText(
    `Patch in row ${side / 2}, column ${side / 2 + 2} · layer ${layers} · attention head 3`,
  )
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-patch]')).toHaveCount(0)
  await expect(page.getByTestId('look')).toHaveText(`Class token · layer ${layers} · attention head 3`)

  await page.keyboard.press('r')
  const whole = await look(page, 'heat')
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(page.getByTestId('look')).toHaveText(
    `Class token · rollout through layers 1–${layers - 1} of ${layers} · mean of attention heads`,
  )
  await page.getByLabel('Layers of the rollout').fill('1')
  await expect(page.getByTestId('look')).toContainText(`layers 1–1 of ${layers}`)
  await page.getByLabel('Speed').selectOption('0.5')
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  expect(await look(page, 'heat')).toBe(whole)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(page.getByRole('button', { name: 'Play' })).toBeDisabled()
  await page.getByRole('button', { name: 'Previous layer' }).click()
  await expect(page.getByTestId('look')).toContainText(`layers 1–${layers - 1} of ${layers}`)

  await page.keyboard.press('p')
  await expect(page.locator('[data-patch]')).toBeVisible()
  await expectChange(page, ['matrix'], () => page.keyboard.press('j'))
  await expect(page.getByText('2 of 6')).toBeVisible()
  await expect(page.locator('[data-patch]')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox', { name: 'Photos' })).toBeVisible()

  // Another tab is kept, but who asks for a photo gets the photo.
  await page.keyboard.press('Control+5')
  await page.getByRole('tab', { name: 'Photo' }).press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Classes' })).toHaveAttribute('aria-selected', 'true')
  await page.reload()
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.keyboard.press('Control+5')
  await expect(page.getByRole('tab', { name: 'Classes' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Control+2')
  await page.getByRole('button', { name: 'Explore', exact: true }).click()
  await expect(page.getByRole('tab', { name: 'Photo' })).toHaveAttribute('aria-selected', 'true')
})

/** A file of numpy's: its shape and its numbers. */
function readNpy(bytes: Buffer): { shape: number[]; values: Float32Array } {
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('\x93NUMPY\x01\0', 'latin1'))
  const start = 10 + bytes.readUInt16LE(8)
  const header = bytes.toString('latin1', 10, start)
  expect(header).toContain("'descr': '<f4', 'fortran_order': False")
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)![1]!
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number)
  return {
    shape,
    values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length)),
  }
}

test('figure and maps are saved as files that other programs read', async ({ glance }) => {
  const { page } = glance
  const id = await openExplorer(glance)
  const { model, imageSize } = await callService(page, 'explorePhoto', { id })
  const save = async (item: string): Promise<Buffer> =>
    glance.saveFile(async () => {
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('menuitem', { name: item }).click()
    })
  const attention = readNpy(await save('All layers and attention heads as .npy'))
  expect(attention.shape).toEqual([layers, heads, 2, side, side])
  expect([...attention.values]).toEqual(await readFloats(page, `files/attention/${id}`))
  const rollouts = readNpy(await save('Rollouts of all tokens as .npy'))
  expect(rollouts.shape).toEqual([2, side, side])
  const sums = [0, 1].map((token) =>
    rollouts.values.subarray(patches * token, patches * (token + 1)).reduce((sum, value) => sum + value),
  )
  for (const sum of sums) expect(sum).toBeCloseTo(1, 5)
  // The service's stored rollout is the same, rounded to bytes.
  const stored = await page.evaluate(
    async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())],
    `files/map/${id}`,
  )
  const largest = Math.max(...rollouts.values.subarray(0, patches))
  for (const [index, value] of rollouts.values.subarray(0, patches).entries())
    expect(Math.abs(stored[index]! / 255 - value / largest)).toBeLessThan(0.01)

  await page.getByRole('gridcell', { name: 'Layer 3, attention head 2.' }).click()
  const shown = readNpy(await save('This map as .npy'))
  expect(shown.shape).toEqual([side, side])
  expect([...shown.values]).toEqual([
    ...attention.values.subarray((2 * heads + 1) * 2 * patches, (2 * heads + 1) * 2 * patches + patches),
  ])

  const { path, fused } = await callService(page, 'getPhoto', { id })
  const svg = (await save('Figure as SVG')).toString('utf8')
  const parsed = await page.evaluate((text) => {
    const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml')
    return {
      name: root.nodeName,
      texts: [...root.querySelectorAll('text')].map(({ textContent }) => textContent).join(' '),
      images: [...root.querySelectorAll('image')].map((image) => image.getAttribute('href')!.slice(0, 22)),
    }
  }, svg)
  expect(parsed.name).toBe('svg')
  for (const part of [
    path,
    'Class token · layer 3 · attention head 2',
    `Model: ${model}, ${imageSize} px`,
    fused[0]!.className,
  ])
    expect(parsed.texts).toContain(part)
  expect(parsed.images).toEqual(['data:image/jpeg;base64', 'data:image/png;base64,'])
  const png = await save('Figure as PNG')
  const [width, height] = [Number(/width="(\d+)"/.exec(svg)![1]), Number(/height="(\d+)"/.exec(svg)![1])]
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width, 2 * height])
  // It is no empty sheet: the photo is in its middle.
  const colours = await page.evaluate(async (data) => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    const context = canvas.getContext('2d')!
    context.drawImage(image, 0, 0)
    const { data: pixels } = context.getImageData(image.width / 4, image.height / 4, image.width / 2, image.height / 4)
    return new Set(
      Array.from({ length: pixels.length / 4 }, (_, index) => pixels.slice(4 * index, 4 * index + 3).join()),
    ).size
  }, png.toString('base64'))
  expect(colours).toBeGreaterThan(500)
})

/** Imports a model as a person does in a terminal; gives its id. */
function importModel(data: string, ...args: string[]): string {
  const batch = join(import.meta.dirname, '../electron/cli.ts')
  return execFileSync(process.execPath, [batch, 'import-model', ...args], {
    env: { ...process.env, GLANCE_DATA: data },
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .at(-1)!
}

test('what cannot be explored says what to do', async ({ glance: { page, data } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.keyboard.press('Control+5')
  await expect(page.getByText('No model has run on this photo yet', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Pre-label this folder' }).click()
  await expect(page.getByTestId('matrix')).toBeVisible()

  // A plain model has one token: the other and the difference say why not.
  const labels = join(data, 'names.txt')
  writeFileSync(labels, 'a\nb\nc\nd\ne\nf\ng\n')
  const plain = importModel(
    data,
    join(import.meta.dirname, '../models/deit/fixtures/plain-timm.safetensors'),
    '--heads',
    '3',
    '--labels',
    labels,
  )
  await callService(page, 'startPrelabel', { engine: 'cpu', model: plain })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const tokens = page.getByRole('group', { name: 'Whose attention' })
  for (const name of ['Distillation', 'Difference']) {
    await expect(tokens.getByRole('button', { name })).toBeDisabled()
    await expect(tokens.getByRole('button', { name })).toHaveAttribute(
      'title',
      'This model is not distilled: it has no distillation token.',
    )
  }
  await expect(page.getByTestId('map-distance')).toHaveText('none: the model is not distilled')
  await expect(page.getByRole('gridcell')).toHaveCount(3 * 4 + 1)

  // An external classifier shows no attention: a button leads to the models.
  const file = join(data, 'mean.onnx')
  writeFileSync(file, makeClassifier())
  writeFileSync(labels, 'red\ngreen\nblue\n')
  await callService(page, 'startPrelabel', { engine: 'cpu', model: importModel(data, file, '--labels', labels) })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await expect(page.getByText('This model has no attention maps')).toBeVisible()
  await page.getByRole('button', { name: 'Choose a model' }).click()
  await expect(page.getByRole('button', { name: 'Models', exact: true })).toHaveAttribute('aria-pressed', 'true')
})

test('from the review to the explorer and back nothing is drawn by a view that is gone', async ({ glance }) => {
  const { page } = glance
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  await openExplorer(glance)
  for (const [key, view] of [
    ['Control+2', 'Review'],
    ['e', 'Explorer'],
    ['Escape', 'Review'],
    ['Escape', 'Library'],
    ['Control+2', 'Review'],
    ['Control+1', 'Library'],
    ['Control+5', 'Explorer'],
    ['Control+1', 'Library'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(page.getByRole('button', { name: view, exact: true })).toHaveAttribute('aria-pressed', 'true')
    if (view !== 'Library') await expect(page.locator('[data-photo] .photo img')).toBeVisible()
  }
  expect(errors).toEqual([])
})
