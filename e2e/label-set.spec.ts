import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 12, photoNames: [] })

/** Axe finds nothing serious in what is on screen. */
async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)),
    where,
  ).toEqual([])
}

test("a label set is made, coloured, keyed, sorted and merged, its keys label, the model's classes are mapped to it, and all is undone and kept", async ({
  glance,
}) => {
  let { page } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  const dialog = page.getByRole('dialog', { name: 'Label set' })
  const rows = dialog.getByRole('treegrid')
  const labelSet = async (): Promise<string[]> =>
    (await callService(page, 'project', {}))!.labelSet.map(({ name }) => name)
  const read = async (name: string) =>
    (await callService(page, 'project', {}))!.labelSet.find((info) => info.name === name)
  const allIds = async (): Promise<number[]> =>
    (await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })).ids
  await expect(photos.getByRole('option')).toHaveCount(12)
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await expect(photos.getByText(/\d+ %/).first()).toBeVisible()

  // Made from lines, one of them a kind of the one above.
  await photos.focus()
  await page.keyboard.press('Control+l')
  await dialog.getByRole('button', { name: 'Add several' }).click()
  await page.getByRole('menuitem', { name: 'Type or paste a list…' }).click()
  const names = dialog.getByRole('textbox', { name: 'Class names' })
  await names.fill('vehicle\n  boat\nflower\nblossom\nmountain\nשם (1)')
  // Not added yet: closing the dialog waits for it, and Escape loses none of it.
  await expect(dialog.getByRole('button', { name: 'Class mapping' })).toBeDisabled()
  await page.keyboard.press('Escape')
  await expect(names).toHaveCount(0)
  await expect(dialog.getByText('The names are not added yet.')).toBeVisible()
  await expect(dialog.getByRole('textbox', { name: 'Name of a new class' })).toBeFocused()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.keyboard.press('Control+l')
  await dialog.getByRole('button', { name: 'Add several' }).click()
  await page.getByRole('menuitem', { name: 'Type or paste a list…' }).click()
  await expect(names).toHaveValue(/^vehicle\n {2}boat\n/)
  await names.press('Control+Enter')
  await expect(dialog.getByText('6 classes added.')).toBeVisible()
  expect(await labelSet()).toEqual(['vehicle', 'boat', 'flower', 'blossom', 'mountain', 'שם (1)'])
  expect((await read('boat'))!.parentId).toBe((await read('vehicle'))!.id)
  await expectAccessible(page, 'label set')

  // By keys: a colour, a key, a place; a name that is taken is refused in place.
  await rows.getByText('mountain').click()
  await page.keyboard.press('c')
  await page.getByRole('button', { name: '#59a14f' }).click()
  await expect.poll(async () => (await read('mountain'))!.colour).toBe('#59a14f')
  await rows.getByText('mountain').click()
  await page.keyboard.press('k')
  await page.keyboard.press('s')
  await expect(dialog.getByText('S now assigns mountain. Instead of: Review – Skip')).toBeVisible()
  expect((await read('mountain'))!.key).toBe('s')
  // Every class got a key when it was made; one that is another's is asked about, and nothing is moved silently.
  expect((await read('blossom'))!.key).toBe('4')
  await rows.getByText('blossom').click()
  await page.keyboard.press('k')
  await page.keyboard.press('1')
  await expect(dialog.getByText("Key 1 is vehicle's.")).toBeVisible()
  expect([(await read('vehicle'))!.key, (await read('blossom'))!.key]).toEqual(['1', '4'])
  await dialog.getByRole('button', { name: 'Swap 4 and 1' }).click()
  await expect.poll(async () => [(await read('vehicle'))!.key, (await read('blossom'))!.key]).toEqual(['4', '1'])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => [(await read('vehicle'))!.key, (await read('blossom'))!.key]).toEqual(['1', '4'])
  await rows.getByText('blossom').click()
  await page.keyboard.press('k')
  await page.keyboard.press('Shift+Digit7')
  await expect(rows.getByRole('button', { name: 'Key of blossom: ⇧7' })).toBeVisible()
  expect((await read('blossom'))!.key).toBe('shift+7')

  // A name that differs in case only is the class that there is, unless it is wanted so.
  await dialog.getByRole('textbox', { name: 'Name of a new class' }).fill('Flower')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('flower exists.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Use it' }).click()
  expect(await labelSet()).not.toContain('Flower')

  // The label set is all there is, unless it is opened.
  const predicted = async (): Promise<number> =>
    (await callService(page, 'getCards', { ids: await allIds() })).filter(({ prediction }) => prediction !== null)
      .length
  await expect(dialog.getByRole('button', { name: 'Only these classes' })).toHaveAttribute('aria-pressed', 'true')
  expect(await predicted()).toBe(0)
  await dialog.getByRole('button', { name: "Also the model's other classes" }).click()
  await expect.poll(predicted).toBe(12)
  await rows.getByText('mountain').click()
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(labelSet).toEqual(['vehicle', 'boat', 'flower', 'mountain', 'blossom', 'שם (1)'])
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(async () => (await read('mountain'))!.parentId).toBe((await read('flower'))!.id)
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(async () => (await read('mountain'))!.parentId).toBeNull()
  await page.keyboard.press('F2')
  await page.keyboard.type('flo')
  // What another page changes meanwhile does not take the place of what is typed.
  await callService(page, 'changeClass', { id: (await read('mountain'))!.id, description: 'high' })
  await expect(rows.getByText('high')).toBeVisible()
  await page.keyboard.type('wer')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('The class “flower” already exists.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  // In review the new key labels; the history of the label set and of photos is one.
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  const labelsOf = async (id: number): Promise<string[]> => (await callService(page, 'getPhoto', { id })).labels
  await photos.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 of 12')).toBeVisible()
  await expect(page.getByText('Both heads predict').or(page.getByText('The heads disagree')).first()).toBeVisible()
  await page.keyboard.press('s')
  await expect(page.getByText('2 of 12')).toBeVisible()
  expect(await labelsOf(ids[0]!)).toEqual(['mountain'])
  await callService(page, 'setLabel', { ids: [ids[1]!], to: { newName: 'blossom' } })

  // Two become one, and its label moves along.
  await page.keyboard.press('Control+l')
  await rows.getByText('blossom').click()
  await page.keyboard.press('m')
  await dialog.getByRole('button', { name: 'Class to keep: Choose a class' }).click()
  await page.keyboard.type('flower')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('1 label moves.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect.poll(labelSet).toEqual(['vehicle', 'boat', 'flower', 'mountain', 'שם (1)'])
  expect(await labelsOf(ids[1]!)).toEqual(['flower'])
  await rows.focus()
  await page.keyboard.press('Control+z')
  await expect.poll(labelSet).toContain('blossom')
  expect(await labelsOf(ids[1]!)).toEqual(['blossom'])
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(labelSet).not.toContain('blossom')

  // Several labels a photo: keys add and take away.
  await dialog.getByRole('button', { name: 'Several labels' }).click()
  await expect.poll(async () => (await callService(page, 'project', {}))!.isMultiLabel).toBe(true)
  await expect(dialog.getByRole('button', { name: 'Several labels' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.keyboard.press('s')
  await expect.poll(() => labelsOf(ids[1]!)).toEqual(['flower', 'mountain'])
  await expect(page.getByRole('button', { name: 'Remove mountain' })).toBeVisible()
  await page.getByRole('button', { name: 'Remove flower' }).click()
  await expect.poll(() => labelsOf(ids[1]!)).toEqual(['mountain'])

  // Marks, by keys.
  await page.keyboard.press('f')
  await expect.poll(async () => (await callService(page, 'getPhoto', { id: ids[1]! })).flagged).toBe(true)
  await page.keyboard.press('m')
  await page.getByRole('textbox', { name: 'Note' }).fill('Ask Vera.')
  await page.keyboard.press('Control+Enter')
  await expect.poll(async () => (await callService(page, 'getPhoto', { id: ids[1]! })).note).toBe('Ask Vera.')
  await expect(page.getByRole('button', { name: 'Ask Vera.' })).toBeVisible()
  await expectAccessible(page, 'review')

  // Three of the model's classes are mapped to one: predictions are that class, or none.
  await callService(page, 'openLabelSet', { isOpen: false })
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Class mapping' }).click()
  const mapping = page.getByRole('dialog', { name: 'Class mapping' })
  await mapping
    .getByRole('checkbox', { name: /^Select (?!all$)/ })
    .first()
    .click()
  await mapping
    .getByRole('checkbox', { name: /^Select (?!all$)/ })
    .nth(2)
    .click({ modifiers: ['Shift'] })
  await expect(mapping.getByText('3 selected')).toBeVisible()
  await expectAccessible(page, 'mapping')
  await mapping.getByRole('button', { name: 'Assign to selected: No class' }).click()
  await page.keyboard.type('vehicle')
  await page.keyboard.press('Enter')
  await expect(mapping.getByText(/^3 of \d+ mapped$/)).toBeVisible()
  const predictions = async (): Promise<Set<string | null>> =>
    new Set((await callService(page, 'getCards', { ids })).map(({ prediction }) => prediction))
  expect(await predictions()).toEqual(new Set(['vehicle']))
  await mapping.getByRole('button', { name: 'Undo' }).click()
  await expect(mapping.getByText(/^0 of \d+ mapped$/)).toBeVisible()
  expect((await predictions()).has('vehicle')).toBe(false)
  await mapping.getByRole('button', { name: 'Redo' }).click()
  await expect(mapping.getByText(/^3 of \d+ mapped$/)).toBeVisible()

  // A key of the page is another one, and stays so.
  await page.keyboard.press('Escape')
  await mapping.waitFor({ state: 'detached' })
  // The page shows the classes that the model's are mapped to, without being loaded again.
  await page.keyboard.press('Control+1')
  const unlabeled = page.getByRole('listbox', { name: 'Photos' }).getByRole('option', { name: /photo-01/ })
  await expect(unlabeled.getByText('vehicle')).toHaveCount(2)
  await page.keyboard.press('Control+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('textbox', { name: 'Your name' }).fill('Vera')
  await settings
    .getByRole('button', { name: 'Change X: Reject the prediction and offer the next best' })
    .first()
    .click()
  await page.keyboard.press('f')
  await expect(settings.getByText('F is already used: Add or remove the flag (Library).')).toBeVisible()
  await expectAccessible(page, 'settings')
  await expect(settings.getByRole('button', { name: 'Use it here' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await callService(page, 'preferences', {})).keys).toEqual({ flag: [], reject: ['f'] })
  await settings.getByRole('button', { name: 'Close' }).click()

  await glance.restart()
  page = glance.page
  await expect(page.getByRole('listbox', { name: 'Photos' }).getByRole('option')).toHaveCount(12)
  expect(await labelSet()).toEqual(['vehicle', 'boat', 'flower', 'mountain', 'שם (1)'])
  expect(await read('mountain')).toMatchObject({ colour: '#59a14f', key: 's' })
  expect(await labelsOf(ids[1]!)).toEqual(['mountain'])
  expect(await callService(page, 'preferences', {})).toEqual({ author: 'Vera', keys: { flag: [], reject: ['f'] } })
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

test("the model's other classes are at hand in a window without room for a column, too", async ({
  glance: { page },
}) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(12)
  await callService(page, 'createClasses', { names: ['boat'] })
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await page.setViewportSize({ width: 1024, height: 640 })
  await photos.getByRole('option').first().click()
  const palette = page.getByRole('region', { name: 'Your classes' })
  await expect(palette.getByRole('toolbar').getByRole('button')).toHaveText([/boat/])
  await palette.getByRole('button', { name: /^Other classes of the model/ }).click()
  const others = page.getByRole('dialog', { name: 'Other classes of the model' })
  await others.getByRole('searchbox').fill('willow')
  await expectAccessible(page, 'other classes')
  await others.getByRole('button', { name: 'willow' }).click()
  await expect(others).toHaveCount(0)
  await expect(page.getByText('“willow” is now one of your classes. Ctrl+Z to undo.')).toBeVisible()
  await expect(palette.getByRole('toolbar').getByRole('button')).toHaveText([/boat/, /willow\s*1$/])
  // The next key is about the photos again.
  await page.keyboard.press('1')
  await expect(palette.getByRole('toolbar').getByRole('button')).toHaveText([/boat\s*1$/, /willow\s*0$/])
})

test('a prediction keeps its key when its class comes to be after the photo was loaded; quick undo and redo both count', async ({
  glance: { page },
}) => {
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByText(/\d+ %/).first()).toBeVisible()
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  const { ref, className } = (await callService(page, 'getPhoto', { id: ids[1]! })).fused[0]!
  const isLoaded = page.waitForResponse(
    (response) =>
      response.url().endsWith('/call/getPhoto') && response.request().postData()?.includes(`:${ids[1]}}`) === true,
  )
  await photos.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await (await isLoaded).finished()
  await callService(page, 'setLabel', { ids: [ids[0]!], to: ref })
  await expect(page.getByText('1 of 12 labeled')).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('button', { name: new RegExp(`^Alt\\+1 ${className}`) })).toBeVisible()

  await page.keyboard.press('f')
  const isFlagged = async (): Promise<boolean> => (await callService(page, 'getPhoto', { id: ids[1]! })).flagged
  await expect.poll(isFlagged).toBe(true)
  await page.evaluate(() => {
    for (const key of ['z', 'y'])
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true }))
  })
  await expect(page.getByRole('button', { name: 'Redo' })).toBeDisabled()
  await expect
    .poll(async () => (await callService(page, 'listHistory', {})).filter(({ undone }) => undone).length)
    .toBe(0)
  await expect.poll(isFlagged).toBe(true)
})
