import { drawnKinds, kindOfDrawn, writeDrawnPhotos } from './support/drawn-photos.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

const photos = 40
test.use({ photos: 1, model: 'embedded' })

test('likely label errors are gone through: one key is right, another is wrong, and neither is silent', async ({
  glance,
}) => {
  const { page } = glance
  const grid = page.getByRole('listbox', { name: 'Photos' })
  const bar = page.getByRole('toolbar', { name: 'Selected photos' })
  await grid.waitFor()
  await writeDrawnPhotos(glance.folder, photos)
  await callService(page, 'rescan', {})
  await expect(page.getByText(`${photos} photos`).first()).toBeVisible()

  // Before a model has run nothing can be wrong, and both the button and the key say so.
  await grid.getByRole('option').first().click()
  await expect(bar.getByRole('button', { name: 'Wrong' })).toBeDisabled()
  await expect(bar.getByRole('button', { name: 'Wrong' })).toHaveAttribute(
    'title',
    'Nothing is predicted for this photo.',
  )
  await page.keyboard.press('x')
  await expect(page.getByText('Nothing is predicted for this photo.')).toBeVisible()
  await page.keyboard.press('y')
  await expect(page.getByText('This key confirms labels in the list of likely label errors.')).toBeVisible()

  // Every label is right but three.
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: photos })
  const cards = await callService(page, 'getCards', { ids })
  const kinds = cards.map(({ path }) => kindOfDrawn(Number(/\d+/.exec(path)![0])))
  await callService(page, 'startPrelabel', { model: 'default', engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const wrong = [0, 6, 12]
  for (const kind of drawnKinds) {
    const given = kinds.map((own, at) => (wrong.includes(at) ? drawnKinds.find((other) => other !== own)! : own))
    await callService(page, 'setLabel', { ids: ids.filter((_, at) => given[at] === kind), to: { newName: kind } })
  }
  const listed = async (): Promise<number[]> => (await callService(page, 'listSuspicious', {})).map(({ id }) => id)
  await expect.poll(async () => (await listed()).length).toBeGreaterThan(2)

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Learning' }).click()
  await page
    .getByRole('dialog', { name: 'Learning' })
    .getByRole('button', { name: /^Check \d+ label/ })
    .click()
  const chip = page.getByTitle('Likely label errors')
  await expect(chip).toBeVisible()
  // What is listed may differ from what was learned a moment later: the page says how many it shows.
  const total = page.getByText(new RegExp(`^(?!${photos} )\\d+ of ${photos} photos$`))
  await expect(total).toBeVisible()
  const shown = parseInt((await total.textContent())!, 10)
  await expect(grid.getByRole('option')).toHaveCount(shown)
  const labels = async (): Promise<(string | null)[]> =>
    (await callService(page, 'getCards', { ids })).map(({ label }) => label)
  const edits = async (): Promise<string[]> =>
    (await callService(page, 'listHistory', { limit: 20 })).map(({ kind }) => kind)
  const [labeled, made] = [await labels(), (await edits()).length]
  const selected = grid.getByRole('option', { selected: true })
  await grid.getByRole('option').first().click()
  await expect(bar.getByRole('button', { name: 'Label is right Y' })).toBeVisible()
  await expect(bar.getByRole('button', { name: 'Wrong X' })).toBeVisible()

  // The list stays, and the next one is selected.
  // By its file: what is predicted of it may change meanwhile.
  const [second] = /photo-\d+\.\w+/.exec((await grid.getByRole('option').nth(1).getAttribute('aria-label'))!)!
  await page.keyboard.press('y')
  await expect(grid.getByRole('option')).toHaveCount(shown - 1)
  await expect(chip).toBeVisible()
  await expect.poll(edits).toHaveLength(made + 1)
  await expect(selected).toHaveCount(1)
  await expect(selected).toHaveAccessibleName(new RegExp(second))
  // What is predicted otherwise than it is labeled can be called wrong.
  await grid
    .getByRole('option', { name: /predicted: / })
    .first()
    .click()
  await page.keyboard.press('x')
  await expect.poll(edits).toHaveLength(made + 2)
  expect((await edits()).slice(0, 2)).toEqual(['reject', 'reject'])
  await expect(grid.getByRole('option')).toHaveCount(shown - 1) // a prediction was wrong, the photo stays
  expect(await labels()).toEqual(labeled)

  // The last of them says that it was the last.
  await page.keyboard.press('Control+a')
  await page.keyboard.press('y')
  await expect(page.getByText('That was the last likely label error. All photos are shown again.')).toBeVisible()
  await expect(grid.getByRole('option').first()).toBeVisible()
  await expect(chip).toBeHidden()
})
