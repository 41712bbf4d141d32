import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.describe('a comparison model', () => {
  test.use({ photos: 30 })

  test('a comparison model predicts, and a person reviews where the two differ', async ({ glance: { page } }) => {
    await page.getByRole('button', { name: 'Pre-label' }).first().click()
    expect(await waitForJob(page, 'prelabel')).toBe('done')
    // Another resolution is another model: it sees other patches.
    const { model } = (await callService(page, 'project', {}))!
    const { title } = await callService(page, 'makeVariant', { model: model!, resolution: 160 })
    const overview = page.getByRole('button', { name: 'Overview', exact: true })
    await overview.click()
    const panel = page.getByRole('region', { name: 'Comparison model', exact: true })
    await panel.getByRole('combobox', { name: 'Comparison model' }).selectOption({ label: title })
    await panel.getByRole('button', { name: 'Run and compare' }).click()
    await expect(panel.getByText('Same prediction')).toBeVisible({ timeout: 60_000 })
    expect(await waitForJob(page, 'prelabel')).toBe('done')

    await expect.poll(async () => (await callService(page, 'compareModels', { filter: {} }))?.images).toBe(30)
    const found = (await callService(page, 'compareModels', { filter: {} }))!
    const differing = found.images - found.agree
    expect(differing).toBeGreaterThan(0)
    await expect(panel).toContainText(`${found.agree} of 30 photos`)
    await expect(panel.getByRole('row', { name: /^Both tokens/ })).toContainText(String(found.heads.both))
    await expect(panel.getByRole('row', { name: /^Neither/ })).toContainText(String(found.heads.neither))
    expect((await callService(page, 'project', {}))!.model).toBe(found.first)

    await panel.getByRole('button', { name: /where they differ/ }).click()
    const photos = page.getByRole('listbox', { name: 'Photos' })
    await expect(photos.getByRole('option')).toHaveCount(differing)
    await expect(photos.getByRole('option').first()).toHaveAccessibleName(/Comparison model: .+ %/)
    await expect(page.getByRole('checkbox', { name: /^Disagrees/ })).toBeChecked()
    const { ids } = await callService(page, 'listImages', {
      filter: { modelsAgree: false },
      sort: { by: 'comparison' },
      limit: 100,
    })
    const [first] = await callService(page, 'getCards', { ids: [ids[0]!] })

    // Every figure leads to as many photos; going there does not change the figures.
    const chips = page.getByRole('group', { name: 'Active filters' })
    await overview.click()
    await expect(panel).toContainText(`${found.agree} of 30 photos`)
    const [pair] = found.pairs
    await panel.getByRole('list', { name: 'Where they differ most' }).getByRole('button').first().click()
    await expect(chips).toContainText(`Comparison model: ${pair!.second.name}`)
    await expect(photos.getByRole('option')).toHaveCount(pair!.images)
    await chips.getByRole('button', { name: 'Clear all' }).click()
    await overview.click()
    const [frequent] = found.classes
    await panel
      .getByRole('table', { name: 'By the comparison model' })
      .getByRole('button', { name: frequent!.name, exact: true })
      .click()
    await expect(chips).not.toContainText('Models disagree')
    await expect(photos.getByRole('option')).toHaveCount(frequent!.images)
    await overview.click()
    await panel
      .getByRole('row', { name: /^Both tokens/ })
      .getByRole('button')
      .click()
    await expect(photos.getByRole('option')).toHaveCount(found.heads.both)
    await overview.click()
    await panel.getByRole('button', { name: /where they differ/ }).click()
    await expect(photos.getByRole('option')).toHaveCount(differing)

    // Its prediction is one of the review's, given with a click; then the two are compared with a label.
    await photos.press('Home')
    await photos.press('Enter')
    const group = page.getByRole('heading', { name: `Comparison model: ${title}` }).locator('..')
    await expect(group).toContainText('Disagrees')
    await group.getByRole('button').first().click()
    await expect
      .poll(async () => (await callService(page, 'getCards', { ids: [ids[0]!] }))[0]!.label)
      .toBe(first!.second)
    expect((await callService(page, 'compareModels', { filter: {} }))!.labeled).toMatchObject({
      images: 1,
      firstOnly: 0,
      secondOnly: 1,
    })
    await overview.click()
    await panel.getByRole('button', { name: 'Only the comparison model 1' }).click()
    await expect(photos.getByRole('option')).toHaveCount(1)

    // Without it nothing is filtered or sorted by it.
    await overview.click()
    await panel.getByRole('button', { name: 'Stop comparing' }).click()
    await expect(panel.getByRole('button', { name: 'Compare' })).toBeVisible()
    expect((await callService(page, 'project', {}))!.secondModel).toBeNull()
    await expect(chips).not.toContainText('Comparison model')
  })
})

// Too large to be a part of the project, and not everywhere.
const shared = fileURLToPath(new URL('../../shared/', import.meta.url))
const weights = join(shared, 'weights')

test.describe('real weights', () => {
  test.use({ photos: 0, isOpen: false, model: 'embedded' })
  test.skip(!existsSync(join(weights, 'golden-top5.json')), '../shared is not here')

  test('a CNN is compared with DeiT-Ti: on most photos that it is sure of both agree', async ({ glance }) => {
    const { page, folder } = glance
    const { rows } = JSON.parse(readFileSync(join(weights, 'golden-top5.json'), 'utf8')) as {
      rows: { file: string; top5: { probability: number }[] }[]
    }
    for (const { file } of rows) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      copyFileSync(join(shared, 'photos/caltech101-train', file), join(folder, file))
    }
    await glance.chooseFolder(folder)
    await page.getByRole('listbox', { name: 'Photos' }).waitFor()
    const deit = await callService(page, 'importModel', { file: join(weights, 'deit_tiny_patch16_224.safetensors') })
    const cnn = await callService(page, 'importModel', {
      file: join(weights, 'mobilenet_v2_1.0_224.onnx'),
      preprocessing: 'inception',
    })
    await callService(page, 'startPrelabel', { model: deit.id, engine: 'cpu' })
    await expect.poll(async () => (await callService(page, 'project', {}))!.model).toBe(deit.id)
    expect(await waitForJob(page, 'prelabel')).toBe('done')
    await callService(page, 'startPrelabel', { model: cnn.id, engine: 'cpu', as: 'second' })
    await expect
      .poll(async () => (await callService(page, 'compareModels', { filter: {} }))?.images, { timeout: 60_000 })
      .toBe(rows.length)

    const found = (await callService(page, 'compareModels', { filter: {} }))!
    expect(found).toMatchObject({
      first: deit.id,
      second: cnn.id,
      isDistilled: false,
      heads: { both: 0, distillationOnly: 0, classOnly: found.agree },
    })
    const sure = new Set(rows.filter(({ top5 }) => top5[0]!.probability > 0.6).map(({ file }) => file))
    const { ids } = await callService(page, 'listImages', {
      filter: { modelsAgree: true },
      sort: { by: 'name' },
      limit: 100,
    })
    const agreed = (await callService(page, 'getCards', { ids })).filter(({ path }) => sure.has(path))
    expect(sure.size).toBeGreaterThan(5)
    expect(agreed.length).toBeGreaterThanOrEqual(0.6 * sure.size)
    expect(found.kappa).toBeGreaterThan(0.3)

    // It has one token: there is one column, and it is said why.
    await page.getByRole('button', { name: 'Overview', exact: true }).click()
    const panel = page.getByRole('region', { name: 'Comparison model', exact: true })
    await expect(panel).toContainText('it has no distillation token to compare')
    await expect(panel.getByRole('row', { name: /^Class token/ })).toContainText(String(found.agree))
    await expect(panel.getByRole('columnheader')).toHaveText(['Class', 'Photos', 'Same'])
  })
})
