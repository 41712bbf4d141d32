import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import type { Locator, Page } from '@playwright/test'
import { ModelServer } from './support/model-server.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, type Glance, test as base } from './support/test.ts'

/** Glance knows one model, and a server of this machine has it. */
const test = base.extend<{ server: ModelServer }>({
  server: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'glance-models-test-'))
      await using server = await ModelServer.start(folder)
      const before = Object.fromEntries(Object.keys(server.env).map((name) => [name, process.env[name]]))
      Object.assign(process.env, server.env)
      await use(server)
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name)
        else process.env[name] = value
      }
      rmSync(folder, { recursive: true, force: true })
    },
    { auto: true },
  ],
})

// What is installed is counted.
test.use({ model: 'embedded' })

const fixture = (name: string): string => fileURLToPath(new URL(`../models/deit/fixtures/${name}`, import.meta.url))
/** Has the page's focus; the window itself may have lost the system's to an invisible file dialog. */
const expectFocus = (locator: Locator): Promise<void> =>
  expect.poll(() => locator.evaluate((element) => element === document.activeElement)).toBe(true)
const section = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const installed = (page: Page): Locator => section(page, 'Installed')
const rowOf = (page: Page, title: string): Locator => installed(page).getByRole('button', { name: title, exact: true })
const inRow = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })
const libraryOf = (page: Page) => callService(page, 'listModelLibrary', {})

async function openModels({ page }: Glance): Promise<void> {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.keyboard.press('Control+6')
  await installed(page).waitFor()
}

test.describe('without a project', () => {
  test.use({ photos: 1, isOpen: false })

  test('the model library is there before any project: a download outlives broken lines, is paused, fails, is tried again and installed, and the model is measured and drawn', async ({
    glance,
    server,
  }) => {
    const { page } = glance
    await page.getByRole('button', { name: 'Models' }).click()
    const known = section(page, "The paper's models")
    await expect(known.getByRole('rowheader', { name: ModelServer.title })).toBeVisible()
    await expect(known).toContainText('74.5 %')

    // The line is cut again and again, and each time the rest is asked for.
    server.faults = { bytesPerSecond: server.bytes.length / 8, breakAfter: server.bytes.length / 8 }
    await page.getByRole('button', { name: `Download ${ModelServer.title}`, exact: true }).click()
    await expect(known.getByRole('progressbar')).toBeVisible()
    await expect.poll(() => server.asked.some(({ range }) => range !== undefined)).toBe(true)
    await page.getByRole('button', { name: `Pause the download of ${ModelServer.title}` }).click()
    await expect(known.getByText('Paused', { exact: true })).toBeVisible()
    await expectFocus(page.getByRole('button', { name: `Resume the download of ${ModelServer.title}` }))
    const kept = (await libraryOf(page)).downloads[0]!.bytes
    expect(kept).toBeGreaterThan(0)

    // Now the file is gone: no use to ask again by itself.
    server.faults = { status: 404 }
    await page.keyboard.press('Enter')
    await expect(known.getByText('Failed', { exact: true })).toBeVisible()
    await expect(known).toContainText(/404/)
    await expectFocus(page.getByRole('button', { name: `Retry the download of ${ModelServer.title}` }))
    expect((await libraryOf(page)).downloads[0]).toMatchObject({ state: 'failed', precision: 'float32' })

    server.faults = {}
    await page.keyboard.press('Enter')
    await expectFocus(rowOf(page, ModelServer.title))
    await expect(known).toContainText('All of them are installed.')
    expect((await libraryOf(page)).installed.find(({ knownId }) => knownId === ModelServer.id)).toMatchObject({
      distilled: true,
      classes: 1000,
      origin: { sha256: server.sha256 },
    })

    // Once measured, it is on the chart at its published accuracy.
    const { id } = (await libraryOf(page)).installed.find(({ knownId }) => knownId === ModelServer.id)!
    const worth = section(page, 'Accuracy vs. speed')
    await worth.getByRole('button', { name: `Measure ${ModelServer.title}` }).click()
    await expect(worth.locator(`[data-key="${id} cpu"]`)).toBeVisible({ timeout: 120_000 })
    await expect(
      worth.getByRole('row', { name: new RegExp(ModelServer.title) }).filter({ hasText: 'CPU' }),
    ).toContainText('74.5 %')
    await expect(worth.getByRole('button', { name: 'Measure all' })).toBeVisible({ timeout: 120_000 })
    await expect(worth.getByRole('button', { name: "On this project's labels" })).toBeDisabled()

    await page.getByRole('button', { name: 'To the start page' }).click()
    await expect(page.getByRole('button', { name: 'Open folder…' })).toBeVisible()
  })

  test('a file with another checksum is not installed, and a hint says what to do', async ({
    glance: { page },
    server,
  }) => {
    await page.getByRole('button', { name: 'Models' }).click()
    server.faults = { wrongBytes: true }
    await page
      .getByRole('button', { name: `Download ${ModelServer.title} from another source or in another precision` })
      .click()
    await expect(page.getByText('Hugging Face · checked by its SHA-256')).toBeVisible()
    await page.getByRole('menuitem', { name: 'As fp16' }).last().click()
    const known = section(page, "The paper's models")
    await expect(known.getByText('Failed', { exact: true })).toBeVisible()
    await expect(known).toContainText('does not match the published checksum')
    await expect(known).toContainText('fp16')
    await expect(known.locator(':focus')).toHaveCount(1) // what the menu hung on is gone
    expect((await libraryOf(page)).installed).toHaveLength(1)

    server.faults = {}
    await page.getByRole('button', { name: "Download from The authors' checkpoint" }).click()
    await expect(rowOf(page, `${ModelServer.title} fp16`)).toBeVisible()
    expect(
      (await libraryOf(page)).installed.map(({ precision, isEmbedded }) => [precision, isEmbedded]),
    ).toContainEqual(['float16', false])
  })
})

test.describe('with a project', () => {
  test.use({ photos: 32 })

  test('a checkpoint is imported from a file, converted to another resolution, renamed, made the default, measured, drawn, and removed', async ({
    glance,
  }) => {
    const { page, data } = glance
    await openModels(glance)
    await chooseFile(glance, fixture('distilled-timm.safetensors'), () =>
      page.getByRole('button', { name: 'Import a file…' }).click(),
    )
    const dialog = page.getByRole('dialog', { name: 'Import a model from a file' })
    await expect(dialog).toContainText('distilled-timm.safetensors')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('no spaces please')
    await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('mine')
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(dialog.getByRole('alert')).toBeVisible() // its classes have no names
    const names = join(data, 'names.txt')
    writeFileSync(names, 'ant\nbee\ncat\ndog\nelk\nfox\ngnu\n')
    await chooseFile(glance, names, () => dialog.getByRole('button', { name: 'Choose a text file…' }).click())
    await dialog.getByRole('spinbutton', { name: 'Attention heads' }).fill('3')
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await expectFocus(rowOf(page, 'mine'))
    const before = (await libraryOf(page)).installed.find(({ title }) => title === 'mine')!

    // What another resolution costs is said before it is made.
    const size = 288
    expect(before).toMatchObject({ size: 224, distilled: true, classes: 7, shape: { heads: 3 } })
    const variants = section(page, 'Other resolutions and precisions')
    await variants.getByRole('spinbutton', { name: 'Another' }).fill(String(size + 1))
    await expect(variants.getByRole('spinbutton', { name: 'Another' })).toHaveAttribute('aria-invalid', 'true')
    await expect(variants.getByRole('button', { name: `Make it at ${size + 1} px, fp32` })).toHaveCount(0)
    await variants.getByRole('spinbutton', { name: 'Another' }).fill('320')
    await expect(variants.getByRole('button', { name: 'Make it at 320 px, fp32' })).toBeVisible()
    await expect(variants.getByRole('row', { name: /^288 / })).toContainText('× 2.09')
    await variants.getByRole('button', { name: `Make it at ${size} px, fp32` }).click()
    await expectFocus(rowOf(page, `mine ${size} px`))
    const variant = (await libraryOf(page)).installed.find((one) => one.size === size)!
    expect(variant).toMatchObject({ publishedSize: before.size, origin: before.origin })

    await inRow(page, 'Rename').click()
    await page.getByRole('textbox', { name: 'Title' }).fill('Mine, larger')
    await page.keyboard.press('Enter')
    await expectFocus(inRow(page, 'Rename'))
    await expect(rowOf(page, 'Mine, larger')).toBeVisible()

    await inRow(page, 'Make it the default').click()
    await expect(installed(page).getByRole('row', { name: /Mine, larger/ })).toContainText('Default')
    expect((await libraryOf(page)).defaultModel).toBe(variant.id)

    await inRow(page, 'Pre-label with it').click()
    await waitForJob(page, 'prelabel')
    await expect(installed(page).getByRole('row', { name: /Mine, larger/ })).toContainText('In use')

    await section(page, 'Accuracy vs. speed').getByRole('button', { name: 'Measure Mine, larger' }).click()
    await expect
      .poll(async () => (await libraryOf(page)).measurements.some(({ modelId }) => modelId === variant.id), {
        timeout: 120_000,
      })
      .toBe(true)
    await expect(section(page, 'Accuracy vs. speed').getByRole('button', { name: 'Measure all' })).toBeVisible({
      timeout: 120_000,
    })

    // All its predictions are accepted, so it is always right: 32 of 32 is still no certainty.
    await callService(page, 'acceptPredictions', {
      project: (await callService(page, 'project', {}))!.catalog,
      ids: (await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })).ids,
    })
    await section(page, 'Accuracy vs. speed').getByRole('button', { name: "On this project's labels" }).click()
    await expect(section(page, 'Accuracy vs. speed').locator(`[data-key="${variant.id} cpu"] .bar`)).toHaveCount(1)
    await expect(
      section(page, 'Accuracy vs. speed')
        .getByRole('row', { name: /Mine, larger/ })
        .first(),
    ).toContainText('100.0 % (89.3–100.0)')
    await expect(page.getByText('favour that model')).toBeVisible()

    const csv = await glance.saveFile(() =>
      section(page, 'Accuracy vs. speed').getByRole('button', { name: 'CSV' }).click(),
    )
    const records = parse<Record<string, string>>(csv.toString(), { columns: true })
    expect(records.find(({ id }) => id === variant.id)).toMatchObject({ model: 'Mine, larger', pixels: String(size) })
    expect(Number(records.find(({ id }) => id === variant.id)!['images_per_second'])).toBeGreaterThan(0)
    const svg = (
      await glance.saveFile(() => section(page, 'Accuracy vs. speed').getByRole('button', { name: 'SVG' }).click())
    ).toString()
    expect(svg).toMatch(/^<svg xmlns/)
    expect(svg).toContain('>Mine, larger</text>')

    // A model's file that is dropped anywhere is asked about, too.
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['x'], 'dropped.pth'))
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }))
    })
    await expect(dialog).toContainText('dropped.pth')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    await inRow(page, 'No longer the default').click()
    await inRow(page, 'Remove…').click()
    await expectFocus(page.getByRole('button', { name: 'Keep it' }))
    await page.keyboard.press('Escape')
    await expectFocus(inRow(page, 'Remove…'))
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(rowOf(page, 'Mine, larger')).toHaveCount(0)
    await expect(installed(page).locator(':focus')).toHaveCount(1)
    expect(readdirSync(join(data, 'models')).filter((name) => name.endsWith('.onnx'))).toEqual([`${before.id}.onnx`])
  })
})

test.describe('answers that come late', () => {
  test.use({ photos: 1, model: 'tiny' })

  test('a variant that was made has the focus, also where its list is asked for again before it is there', async ({
    glance,
  }) => {
    const { page } = glance
    await openModels(glance)
    await rowOf(page, 'tiny').click()
    const embedded = (await libraryOf(page)).installed.find(({ isEmbedded }) => isEmbedded)!
    // From now on each answer waits until it is released.
    const held: (() => void)[] = []
    await page.route('**/call/listModelLibrary', async (route) => {
      await new Promise<void>((resolve) => held.push(resolve))
      await route.continue()
    })
    await section(page, 'Other resolutions and precisions').getByRole('spinbutton', { name: 'Another' }).fill('32')
    await page.getByRole('button', { name: 'Make it at 32 px, fp32' }).click()
    // The page asks because of the answer, because of the event,
    // and once more because somebody gives a title meanwhile.
    await expect.poll(() => held.length).toBe(2)
    await callService(page, 'renameModel', { id: embedded.id, title: 'embedded' })
    await expect.poll(() => held.length).toBe(3)
    const [first, second, last] = held
    const older = page.waitForResponse('**/call/listModelLibrary')
    first!()
    second!()
    await older
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))))
    last!()
    await expectFocus(rowOf(page, 'tiny 32 px'))
  })
})

/** Each host has its own dialog for a file. */
async function chooseFile(glance: Glance, file: string, ask: () => Promise<void>): Promise<void> {
  const { page, kind } = glance
  if (kind !== 'browser') return glance.chooseFolder(file, ask)
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), ask()])
  await chooser.setFiles(file)
}
