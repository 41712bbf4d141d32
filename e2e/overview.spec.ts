import { callService, findClass, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 24 })

test('the overview counts, leads to the photos behind a figure, and follows edits', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  const cards = await callService(page, 'getCards', { ids })
  await callService(page, 'acceptPredictions', { ids: ids.slice(0, 12) })
  await callService(page, 'setLabel', { ids: ids.slice(12, 17), to: { newName: 'harbour' } })
  await page.getByRole('button', { name: 'Overview' }).click()

  const taken = new Map<string, number>()
  for (const { prediction } of cards.slice(12, 17)) taken.set(prediction!, (taken.get(prediction!) ?? 0) + 1)
  const [prediction, count] = [...taken].sort((one, other) => other[1] - one[1])[0]!
  await expect(page.getByText('12 of 17 labels match the prediction')).toBeVisible()
  await expect(
    page.getByRole('region', { name: 'Classes' }).getByRole('button', { name: 'harbour: 5 photos. Show them' }),
  ).toBeVisible()

  // The most frequent class is the first row; its cell in the matrix leads to the photos.
  const { confusion } = await callService(page, 'overview', { filter: {} })
  const names = confusion.classes.map(({ name }) => name)
  const row = names.indexOf('harbour')
  const cell = confusion.cells.find(([label, other]) => label === row && names[other] === prediction)
  expect(cell?.[2]).toBe(count)
  const matrix = page.getByRole('img', { name: /by labels and predictions/ })
  const box = (await matrix.boundingBox())!
  const side = box.width / names.length
  // Searched along the row of the label: the matrix decides where the column of the prediction is.
  const labels = names.map((_, index) =>
    confusion.cells.filter(([label]) => label === index).reduce((sum, [, , images]) => sum + images, 0),
  )
  const predictions = names.map((_, index) =>
    confusion.cells.filter(([, other]) => other === index).reduce((sum, [, , images]) => sum + images, 0),
  )
  const order = [...names.keys()].sort(
    (one, other) => labels[other]! - labels[one]! || predictions[other]! - predictions[one]! || one - other,
  )
  await matrix.click({
    position: {
      x: (order.indexOf(names.indexOf(prediction)) + 0.5) * side,
      y: (order.indexOf(row) + 0.5) * side,
    },
  })
  const chips = page.getByRole('group', { name: 'Active filters' })
  await expect(chips).toContainText('Label: harbour')
  await expect(chips).toContainText(`Prediction: ${prediction}`)
  await expect(page.getByRole('listbox', { name: 'Photos' }).getByRole('option')).toHaveCount(count)

  // An undo while the overview is open is seen in it.
  await chips.getByRole('button', { name: 'Clear all' }).click()
  await page.keyboard.press('Control+4')
  await page.keyboard.press('Control+z')
  await expect(page.getByText('12 of 12 labels match the prediction')).toBeVisible()

  await page.getByRole('toolbar', { name: 'Confidence of the predictions' }).getByRole('button').first().press('Enter')
  await expect(chips).toContainText('Confidence 0–5 %')
  expect(await callService(page, 'countImages', { filter: { confidence: [0, 0.05] } })).toMatchObject({
    total: cards.filter(({ confidence }) => confidence! <= 0.05).length,
  })
})

test('the map is made, and what a lasso holds goes to the library and gets a label', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await page.getByRole('button', { name: 'Overview' }).click()
  await page.getByRole('button', { name: 'Make the embedding map' }).click()
  expect(await waitForJob(page, 'embedding-map')).toBe('done')
  const map = page.getByRole('application', { name: 'Embedding map of 24 photos' })
  await page.getByRole('button', { name: 'Lasso' }).click()
  const draw = async (corners: [number, number][]): Promise<void> => {
    // With the first labels, the panels above it grew.
    await map.scrollIntoViewIfNeeded()
    const box = (await map.boundingBox())!
    const [first, ...rest] = corners.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const)
    await page.mouse.move(...first!)
    await page.mouse.down()
    for (const corner of rest) await page.mouse.move(...corner, { steps: 6 })
    await page.mouse.up()
  }
  await draw([
    [0.01, 0.01],
    [0.99, 0.01],
    [0.99, 0.99],
    [0.01, 0.99],
  ])
  await expect(page.getByText('24 photos selected')).toBeVisible()
  await page.getByRole('button', { name: 'Label…' }).click()
  await page.keyboard.type('everything')
  await page.keyboard.press('Enter')
  await expect(page.getByText('24 photos labeled everything.')).toBeVisible()
  const { ids } = await callService(page, 'listImages', {
    filter: { labels: [await findClass(page, 'everything')] },
    sort: { by: 'name' },
    limit: 100,
  })
  expect(ids).toHaveLength(24)

  await expect(page.getByText('0 of 24 labels match the prediction')).toBeVisible()

  // The upper half of it: fewer, and the same ones in the library.
  await draw([
    [0.01, 0.01],
    [0.99, 0.01],
    [0.99, 0.5],
    [0.01, 0.5],
  ])
  const shown = await page
    .getByRole('toolbar', { name: 'Selected photos' })
    .getByText(/photos? selected/)
    .textContent()
  const count = Number.parseInt(shown!, 10)
  expect(count).toBeLessThan(24)
  await page.getByRole('button', { name: 'Show in library' }).click()
  await expect(page.getByRole('group', { name: 'Active filters' })).toContainText('From the embedding map')
  await expect(page.getByRole('listbox', { name: 'Photos' }).getByRole('option')).toHaveCount(count)

  // The filter in force stays: what is selected is of the photos that pass it.
  const chips = page.getByRole('group', { name: 'Active filters' })
  await chips.getByRole('button', { name: 'Clear all' }).click()
  await page.getByRole('textbox', { name: 'Search by file name' }).fill('photo-00')
  await expect(chips).toContainText('“photo-00”')
  await page.getByRole('button', { name: 'Overview' }).click()
  await page.getByRole('button', { name: 'Lasso' }).click()
  await draw([
    [0.01, 0.01],
    [0.99, 0.01],
    [0.99, 0.99],
    [0.01, 0.99],
  ])
  await expect(page.getByText('10 photos selected')).toBeVisible()
  await page.getByRole('button', { name: 'Show in library' }).click()
  await expect(chips).toContainText('From the embedding map')
  await expect(chips).toContainText('“photo-00”')
  await expect(page.getByRole('listbox', { name: 'Photos' }).getByRole('option')).toHaveCount(10)
  await page.keyboard.press('Escape')
  await expect(chips).not.toContainText('From the embedding map')
  await expect(chips).toContainText('“photo-00”')
})

test('the map beside the photos shares their selection; a click on a point shows its photo', async ({
  glance: { page },
}) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await photos.waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await callService(page, 'startEmbeddingMap', {})
  expect(await waitForJob(page, 'embedding-map')).toBe('done')
  const button = page.getByRole('button', { name: 'Embedding map beside the photos' })
  await button.click()
  await expect(button).toHaveAttribute('aria-pressed', 'true')
  const map = page.getByRole('application', { name: 'Embedding map of 24 photos' })
  await expect(map).toBeVisible()
  await expect(page.getByRole('list', { name: 'Colour' }).getByRole('listitem').first()).toBeVisible()

  // What the lasso holds is selected in the grid.
  await page.getByRole('button', { name: 'Lasso' }).click()
  const box = (await map.boundingBox())!
  const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height]
  await page.mouse.move(...at(0.01, 0.01))
  await page.mouse.down()
  for (const corner of [at(0.99, 0.01), at(0.99, 0.99), at(0.01, 0.99)]) await page.mouse.move(...corner, { steps: 6 })
  await page.mouse.up()
  await expect(page.getByText('24 selected').first()).toBeVisible()
  await expect(photos.getByRole('option', { selected: true }).first()).toBeVisible()
  await map.press('Escape')
  await expect(photos.getByRole('option', { selected: true })).toHaveCount(0)

  // The photo with the focus is ringed: a click there selects it alone, and moving on moves the ring.
  await photos.focus()
  await photos.press('Home')
  const ring = map.locator('.focused')
  const first = (await ring.boundingBox())!
  await photos.press('End')
  await expect.poll(async () => (await ring.boundingBox())!.x === first.x).toBe(false)
  await page.mouse.click(first.x + first.width / 2, first.y + first.height / 2)
  await expect(photos.getByRole('option', { selected: true })).toHaveCount(1)

  // It is resized by keys, kept over a reload, and closed by its key.
  const splitter = page.getByRole('separator', { name: 'Width of the embedding map' })
  await splitter.press('ArrowLeft')
  await expect(splitter).toHaveAttribute('aria-valuenow', '55')
  await page.reload()
  await expect(splitter).toHaveAttribute('aria-valuenow', '55')
  await page.setViewportSize({ width: 1000, height: 700 })
  await expect(map).toBeHidden()
  await photos.focus()
  await page.keyboard.press('v')
  await expect(page.getByText('needs a window at least 1024 pixels wide')).toBeVisible()
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(map).toBeVisible()
  await photos.focus()
  await page.keyboard.press('v')
  await expect(map).toBeHidden()
})

test('a closed label set has one matrix; precision and recall lead to the photos', async ({ glance: { page } }) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await photos.waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  await callService(page, 'createClasses', { names: ['harbour', 'plane', 'unused'] })
  await callService(page, 'setLabel', { ids: ids.slice(0, 6), to: { newName: 'harbour' } })
  expect((await callService(page, 'project', {}))!.isClosed).toBe(true)
  await page.getByRole('button', { name: 'Overview' }).click()
  await expect(page.getByRole('img', { name: /^3 classes by labels and predictions/ })).toBeVisible()
  await expect
    .poll(async () => (await callService(page, 'overview', { filter: {} })).confusion)
    .toMatchObject({ isClosed: true, classes: [{ name: 'harbour' }, { name: 'plane' }, { name: 'unused' }] })
  const table = page.getByRole('table', { name: 'Precision and recall' })
  const row = table.getByRole('row', { name: /harbour/ })
  await expect(row.getByRole('cell').first()).toHaveText('6')
  await row.getByRole('button', { name: 'harbour' }).click()
  await expect(page.getByRole('group', { name: 'Active filters' })).toContainText('Label: harbour')
  await expect(photos.getByRole('option')).toHaveCount(6)
})
