import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

// Too large to be a part of the project, and not everywhere.
const shared = fileURLToPath(new URL('../../shared/photos/caltech101-train/', import.meta.url))
const readLines = (name: string): string[] =>
  readFileSync(new URL(`../models/default/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
/** Photos that the embedded model was not trained on; its classes are their folders, in the same order. */
const heldOut = readLines('heldout.txt')
const labels = readLines('labels.txt')
const folders = [...new Set(heldOut.map((path) => path.split('/')[0]!))]
/** Every fifth class, as many as there are keys: folders, and what the model calls them. */
const classes: Record<string, string> = Object.fromEntries(
  folders.map((folder, index) => [folder, labels[index]!] as const).filter((_, index) => index > 0 && index % 5 === 0),
)
const unseen = heldOut.filter((path) => path.split('/')[0]! in classes)

test.use({ photos: 0, isOpen: false, model: 'embedded' })
test.skip(!existsSync(shared), '../shared is not here')

test('photos the model never saw, from pre-labels to fully and rightly labeled, by sweep and keyboard; the actions are counted', async ({
  glance,
}) => {
  const { page, folder } = glance
  for (const path of unseen) {
    const to = join(folder, path)
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(join(shared, path), to)
  }
  await page.getByRole('heading', { name: 'Glance' }).waitFor()
  await glance.chooseFolder(folder)
  await expect(page.getByRole('listbox', { name: 'Photos' })).toBeVisible()

  // The project's label set, and what the model's classes mean in it:
  // once a project, not once a photo, and not counted.
  const names = Object.values(classes)
  await callService(page, 'createClasses', { names })
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const mapping = await callService(page, 'listMapping', {})
  await callService(page, 'setMapping', {
    entries: mapping.flatMap(({ classIndex, suggestedId }) =>
      suggestedId === null ? [] : [{ classIndex, classId: suggestedId }],
    ),
  })

  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 1000 })
  expect(ids).toHaveLength(unseen.length)
  const truth = new Map(
    (await callService(page, 'getCards', { ids })).map(({ id, path }) => [id, classes[path.split('/')[0]!]]),
  )
  const right = (await callService(page, 'getCards', { ids })).filter(
    ({ id, prediction }) => prediction === truth.get(id),
  ).length

  let [clicks, keys] = [0, 0]
  const press = async (key: string): Promise<void> => {
    keys++
    await page.keyboard.press(key)
  }
  await page.reload() // the mapping was set behind the page's back
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await press('w')
  const list = page.getByRole('listbox', { name: 'Photos to check' })
  const options = list.getByRole('option')
  // A person checks each page, clicks what is wrong, and presses Enter.
  for (let pages = 0; pages < 200; pages++) {
    await expect(list).toHaveAttribute('aria-busy', 'false')
    await expect(options.first().or(page.getByText('Nothing left to sweep'))).toBeVisible()
    if ((await options.count()) === 0) break
    const shown = await options.evaluateAll((cells) =>
      cells.map((cell) => ({
        id: Number((cell as HTMLElement).dataset['photo']),
        prediction: (cell as HTMLElement).dataset['prediction']!,
      })),
    )
    for (const { id, prediction } of shown) {
      if (prediction === truth.get(id)) continue
      clicks++
      await list.locator(`[data-photo="${id}"]`).click()
    }
    await press('Enter')
    await expect(list.locator(`[data-photo="${shown[0]!.id}"][data-prediction="${shown[0]!.prediction}"]`)).toHaveCount(
      0,
    )
  }

  // What the model has no further prediction for is given its class by key, one after the other.
  await press('Escape')
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  for (
    let left = await callService(page, 'countImages', {
      filter: { status: ['needs review', 'pre-labeled', 'outside'] },
    });
    left.total > 0;
  ) {
    if (keys > 0 && (await page.getByRole('listbox', { name: 'Photos' }).isVisible())) {
      await press('Home')
      await press('Enter')
    }
    await press('n')
    const id = Number(await page.locator('[data-photo]').first().getAttribute('data-photo'))
    if ((await callService(page, 'getPhoto', { id })).status !== 'labeled') {
      const place = names.indexOf(truth.get(id)!)
      await press(`${place < 10 ? '' : 'Shift+'}Digit${(place + 1) % 10}`)
      await expect.poll(async () => (await callService(page, 'getPhoto', { id })).label).toBe(truth.get(id))
    }
    left = await callService(page, 'countImages', { filter: { status: ['needs review', 'pre-labeled', 'outside'] } })
  }

  const cards = await callService(page, 'getCards', { ids })
  for (const { id, label, path } of cards) expect(label, path).toBe(truth.get(id))
  const actions = clicks + keys
  console.log(
    `${unseen.length} photos, ${names.length} classes, ${right} first predictions right: ${clicks} clicks + ${keys} keys = ${(actions / unseen.length).toFixed(3)} actions a photo (aim ≤ 0.4)`,
  )
  expect(actions / unseen.length).toBeLessThanOrEqual(0.4)
})
