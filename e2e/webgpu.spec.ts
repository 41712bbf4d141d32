import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'
import { Room } from './support/terminal.ts'

test.use({ photos: 4, hasGpu: true })

interface Row {
  path: string
  predictions: string
  embeddings: Buffer
  rollout: Buffer
}

/** Everything that the model said of every photo, by path. */
function readPredictions(data: string): Row[] {
  const file = readdirSync(join(data, 'projects')).find((name) => name.endsWith('.glance'))!
  const catalog = new Database(join(data, 'projects', file), { readonly: true })
  try {
    return catalog
      .prepare<[], Row>(
        `SELECT i.path, d.guesses AS predictions, d.embeddings, d.rollout
      FROM image i JOIN prediction_detail d ON d.image_id = i.id ORDER BY i.path`,
      )
      .all()
  } finally {
    catalog.close()
  }
}

const floats = (bytes: Buffer): Float32Array => new Float32Array(new Uint8Array(bytes).buffer)
/** Of every head, the differences of its best logits: logarithms of probabilities, up to one number. */
function logits(predictions: string): number[] {
  const heads = Object.values(JSON.parse(predictions) as Record<string, [number, number][] | null>).filter(
    (head) => head !== null,
  )
  return heads.flatMap((head) => head.map(([, confidence]) => Math.log(confidence / head[0]![1])))
}

test('the page runs a model on WebGPU, and answers as onnxruntime-node does', async ({ glance }) => {
  const { page, data, folder } = glance
  await page.evaluate(() => localStorage.setItem('engine', 'webgpu'))
  await page.reload()
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  await expect(page.getByText(/WebGPU in this window \(.*\), as requested/).first()).toBeVisible()
  expect(await waitForJob(page, 'prelabel')).toBe('done')

  const other = new Room()
  try {
    expect((await other.glance(['prelabel', folder, '--engine', 'cpu'])).exit).toBe(0)
    const [ours, theirs] = [readPredictions(data), readPredictions(other.data)]
    expect(ours.map(({ path }) => path)).toEqual(theirs.map(({ path }) => path))
    expect(ours).toHaveLength(4)
    ours.forEach((row, index) => {
      const reference = theirs[index]!
      const [a, b] = [logits(row.predictions), logits(reference.predictions)]
      expect(a).toHaveLength(b.length)
      a.forEach((logit, place) => expect(Math.abs(logit - b[place]!)).toBeLessThan(1e-3))
      const [e, f] = [floats(row.embeddings), floats(reference.embeddings)]
      e.forEach((value, place) => expect(Math.abs(value - f[place]!)).toBeLessThan(1e-3))
      // Bytes: one step of rounding apart at most.
      row.rollout.forEach((value, place) => expect(Math.abs(value - reference.rollout[place]!)).toBeLessThanOrEqual(1))
    })
  } finally {
    other[Symbol.dispose]()
  }
})
