import type { Page } from '@playwright/test'
import { callService, findClasses, waitForJob } from './service-call.ts'
import { type Glance, openGlance, test as base } from './test.ts'

const stretch = (text: string, length: number): string => text.repeat(Math.ceil(length / text.length)).slice(0, length)

/** Names that layouts break on: longer than any line, without a place to break at, written right to left. */
export const hardNames = {
  long: `${stretch('a class whose name goes on and on ', 150)}${stretch('unbreakable', 150)}`,
  hebrew: 'כלב (1)',
  arabic: 'قطة 2',
  filter: stretch('every photo that somebody should look at again ', 190),
  author: stretch('Wolfeschlegelsteinhausenbergerdorff', 190),
} as const

/** Names of photos of the same kind; as long as a file system takes. */
export const hardPhotos = [
  `${stretch('long name of a photo ', 120)}${stretch('unbreakable', 120)}.jpg`,
  'שלום עולם (2).jpg',
  'صورة 3.jpg',
] as const

/**
 * Brings a project to where a team has worked in it for a while: predictions and labels, several classes with kinds and
 * a key, a note, a flag, splits, a conflict, saved filters, near-duplicates, a map, and something to undo and to redo.
 */
async function fillProject(page: Page): Promise<void> {
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  await waitForJob(page, 'prelabel')
  await callService(page, 'createClasses', { names: [hardNames.long, hardNames.hebrew, hardNames.arabic, 'boat'] })
  const { labelSet } = (await callService(page, 'project', {}))!
  await callService(page, 'createClasses', { names: ['tug'], parentId: labelSet[0]!.id })
  await callService(page, 'changeClass', { id: labelSet[1]!.id, key: 'q', description: hardNames.long })
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  const cards = await callService(page, 'getCards', { ids })
  for (const [index, className] of [hardNames.long, hardNames.hebrew, hardNames.arabic, 'boat', 'tug'].entries()) {
    await callService(page, 'setLabel', { ids: [ids[index]!], to: { newName: className } })
  }
  await callService(page, 'acceptPredictions', { ids: [ids[5]!, ids[6]!] })
  await callService(page, 'setMark', { ids: [ids[0]!], flagged: true, note: `${hardNames.hebrew} ${hardNames.long}` })
  await callService(page, 'assignSplits', {
    ratios: { train: 80, validation: 10, test: 10 },
    seed: 0,
    scope: 'labeled',
    keep: false,
  })
  const line = (index: number, label: string): string => `"${cards[index]!.path}","${label}","${hardNames.author}"`
  await callService(page, 'importLabels', {
    name: 'theirs.csv',
    text: ['file_name,label,author', line(0, hardNames.arabic), line(1, hardNames.long), line(3, 'tug')].join('\n'),
  })
  // All pass it, by more classes than a line has room for.
  const classes = [
    hardNames.long,
    hardNames.hebrew,
    hardNames.arabic,
    'boat',
    ...new Set(cards.flatMap(({ prediction }) => prediction ?? [])),
  ]
  await callService(page, 'saveFilter', {
    name: hardNames.filter,
    filter: { classes: await findClasses(page, classes), text: '.jpg', size: [0, 1e9] },
  })
  await callService(page, 'saveFilter', {
    name: hardNames.hebrew,
    filter: { labels: await findClasses(page, [hardNames.hebrew, hardNames.arabic]) },
  })
  await callService(page, 'findNearDuplicates', { threshold: 0.9 })
  await waitForJob(page, 'near-duplicates')
  await callService(page, 'startEmbeddingMap', {})
  await waitForJob(page, 'embedding-map')
  await callService(page, 'startFaithfulness', { photos: 2, steps: 3 })
  await waitForJob(page, 'faithfulness')
  await callService(page, 'setMark', { ids: [ids[4]!], flagged: true })
  await callService(page, 'undo', {})
}

/** Tests that read such a project and leave it as it is: it is filled once for all of them. */
export const test = base.extend<object, { filled: Glance }>({
  filled: [
    async ({}, use) => {
      const start = { photos: 9, photoNames: hardPhotos, isOpen: true, model: 'tiny', hasGpu: false } as const
      const glance = await openGlance('browser', start)
      try {
        await glance.page.getByRole('listbox', { name: 'Photos' }).waitFor()
        await fillProject(glance.page)
        await use(glance)
      } finally {
        await glance.close()
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})
