import { expect, onTestFinished, test } from 'vitest'
import { edit, jumpTo, redo, undo } from '../catalog/history/edit.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { teachModes } from '../catalog/teach-modes.ts'
import { rejectPredictions, setLabels } from '../labels/edits/edits.ts'
import { makeRandom, pick, type Random } from '../lib/random.ts'
import { makeEmbeddedProject } from '../test-support/embedded-project.ts'
import { type Learned, LearningSession } from './session.ts'

const photos = 120
const names = ['ant', 'bee', 'cat', 'dog']
const author = 'Vera'
type Catalog = Parameters<typeof edit>[0]

/** What a person, or undo and redo, may do next. */
const steps: ((catalog: Catalog, random: Random) => unknown)[] = [
  (catalog, random) => setLabels(catalog, { imageIds: draw(random, 1), to: { newName: pick(random, names) }, author }),
  (catalog, random) => setLabels(catalog, { imageIds: draw(random, 30), to: { newName: pick(random, names) }, author }),
  (catalog, random) => setLabels(catalog, { imageIds: draw(random, 5), to: null, author }),
  (catalog, random) => rejectPredictions(catalog, new Map(draw(random, 3).map((id) => [id, 'one'])), author),
  (catalog) => undo(catalog),
  (catalog) => undo(catalog),
  (catalog) => redo(catalog),
  (catalog, random) => {
    const last = catalog.get<{ id: number | null }>('SELECT max(id) AS id FROM edit')!.id ?? 0
    return catalog.get('SELECT 1 FROM edit WHERE id = ?', last) === undefined
      ? null
      : jumpTo(catalog, random() < 0.2 ? 0 : last)
  },
]

/** Modes that were used. */
const used = new Set<unknown>()

const draw = (random: Random, most: number): number[] =>
  Array.from({ length: random.int(1, most) }, () => random.int(1, photos))

const runs = [1, 2].flatMap((models) => [1, 2, 3, 4].map((seed) => ({ models, seed })))
test.each(runs)('the same labels teach the same, whatever was done before: $models models, seed $seed', async (run) => {
  const { models, seed } = run
  const file = makeEmbeddedProject(photos, { spread: 1.5, second: { width: 8 } })
  const catalog = openCatalog(file)
  const source = { place: catalog.db.name, modelIds: [1, 2].slice(0, models) }
  const sessions: LearningSession[] = []
  const begin = (): LearningSession => {
    const session = new LearningSession(source)
    sessions.push(session)
    return session
  }
  onTestFinished(() => {
    for (const session of sessions) session.close()
    catalog.close()
  })
  const random = makeRandom(seed)
  used.clear()
  const kept = begin()
  let compared = 0
  for (let turn = 0; turn < 120; turn++) {
    pick(random, steps)(catalog, random)
    if (random() < 0.1) setSetting(catalog, 'teachMode', pick(random, [null, ...teachModes]))
    if (random() < 0.5) continue // several edits may come before the thread has its turn
    kept.learn()
    if (random() < 0.7) continue
    const [one, other] = [await read(kept), await read(begin())]
    expect(one).toEqual(other)
    if (one !== null && one.classIds.length > 0) compared++
  }
  expect(compared).toBeGreaterThan(5)
  if (models > 1) expect(used.size).toBeGreaterThan(2)
})

/** What a session has learned once it has left labels out and compared modes. */
async function read(session: LearningSession): Promise<Learned | null> {
  session.learn()
  const calibrated = await session.calibrate()
  const compared = await session.compare()
  if (compared !== null) used.add(compared.learned.mode)
  return (compared ?? calibrated)?.learned ?? null
}
