import { parse } from 'csv-parse/sync'
import { mapKinds } from '../electron/attention/constants.ts'
import { runsOfPhoto } from '../electron/attention/faithfulness/measure-photos.ts'
import { callService, findClass, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'
import { readTexts } from './support/texts.ts'

const texts = readTexts('en')
test.use({ photos: 12 })

test('mean maps of a class, the photos whose tokens differ most, and which map to trust', async ({ glance }) => {
  const { page } = glance
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  await callService(page, 'setLabel', { ids: ids.slice(0, 3), to: { newName: 'boat' } })
  await page.reload()
  const photos = page.getByRole('listbox', { name: 'Photos', exact: true })
  await expect(photos.getByRole('option')).not.toHaveCount(0)

  // All that the library shows, then one class of it.
  await page.keyboard.press('Control+5')
  await page.getByRole('tab', { name: 'Classes' }).click()
  await expect(page.getByText('12 photos', { exact: true }).first()).toBeVisible()
  for (const name of ['Class token', 'Distillation token', 'Where they differ most'])
    await expect(
      page.getByRole('img', { name: new RegExp(`^${name}: maximum in row \\d+, column \\d+, `) }),
    ).toBeVisible()
  await expect(
    page.getByRole('img', { name: /^Class minus distillation: class token furthest ahead in row/ }),
  ).toBeVisible()
  await page.getByRole('combobox', { name: 'Photos' }).selectOption({ label: 'boat (3)' })
  const boat = await findClass(page, 'boat')
  const expected = (await callService(page, 'meanMaps', { filter: { classes: [boat] } }))!
  expect(expected.images).toBe(3)
  const farthest = page.getByRole('region', { name: 'Photos whose maps differ most' })
  await expect(farthest.getByRole('listitem')).toHaveCount(3)
  await expect(
    page.getByText(`Mean distance between the two tokens’ maps: ${expected.distance!.toFixed(3)}`),
  ).toBeVisible()

  // The first of them in the explorer, and back; then all of them in the library, by distance.
  const [card] = await callService(page, 'getCards', { ids: [expected.farthest[0]!.id] })
  await farthest
    .getByRole('button', { name: new RegExp(`^${card!.path} ${expected.farthest[0]!.distance.toFixed(3)}`) })
    .click()
  await expect(page.getByRole('tab', { name: 'Photo' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('heading', { name: card!.path })).toBeVisible()
  await page.getByRole('tab', { name: 'Classes' }).click()
  await farthest.getByRole('button', { name: 'Show all, by distance' }).click()
  await expect(photos.getByRole('option')).toHaveCount(3)
  expect(await photos.getByRole('option').first().getAttribute('aria-label')).toContain(card!.path)

  // Which map to trust: a run that is cancelled, then one of two photos, with its file.
  await page.keyboard.press('Control+5')
  await page.getByRole('tab', { name: 'Faithfulness' }).click()
  await expect(page.getByText('Not measured with this model yet.')).toBeVisible()
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('196')
  await page.getByRole('button', { name: 'Measure', exact: true }).click()
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  expect(await waitForJob(page, 'faithfulness')).toBe('cancelled')
  expect(await callService(page, 'faithfulness', {})).toBeNull()
  await page.getByRole('spinbutton', { name: 'Photos' }).fill('2')
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('4')
  // The mean colour of the photos is one run; the rest is as `runsOfPhoto` counts.
  const runs = 1 + 2 * runsOfPhoto(mapKinds.length, 4)
  await expect(page.getByText(`2 of 3 photos, ${runs} runs of the model`)).toBeVisible()
  await page.getByRole('button', { name: 'Measure', exact: true }).click()
  await expect(page.getByRole('img', { name: 'Deletion curves. The tables below have all values.' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Most faithful map' })).toContainText('Sampled from a filtered list.')
  const result = (await callService(page, 'faithfulness', {}))!
  expect(result).toMatchObject({ photos: 2, steps: 4, runs, filter: { classes: [boat] } })
  const rows = page.getByRole('region', { name: 'Area under the curves' }).getByRole('row')
  await expect(rows).toHaveCount(1 + mapKinds.length)
  for (const { map, deletionArea } of result.curves) {
    await expect(rows.filter({ hasText: texts.get(`maps:kind.${map}`)! })).toContainText(deletionArea.toFixed(3))
  }

  const csv = await glance.saveFile(() => page.getByRole('button', { name: 'Save as CSV' }).click())
  const points = parse<Record<string, string>>(csv, { columns: true })
  expect(points).toHaveLength(mapKinds.length * 5)
  expect(points.filter(({ map }) => map === 'random').map(({ deletion }) => Number(deletion))).toEqual(
    result.curves.find(({ map }) => map === 'random')!.deletion,
  )
})
