import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 4 })

test('this window is measured beside the processor, model after model; cancelling keeps what there is, and a run resumes where the measuring was', async ({
  glance: { page },
}) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.keyboard.press('Control+6')
  const worth = page.getByRole('region', { name: 'Accuracy vs. speed', exact: true })
  await worth.getByRole('button', { name: 'Measure all' }).click()
  const figures = async () =>
    (await callService(page, 'listModelLibrary', {})).measurements
      .map(({ modelId, engine }) => `${modelId} ${engine}`)
      .sort()
  await expect.poll(async () => (await figures()).length).toBeGreaterThan(0)
  await worth.getByRole('button', { name: 'Cancel' }).click()
  await expect(worth.getByRole('button', { name: 'Measure all' })).toBeVisible()
  await expect(page.getByText('The measurement was cancelled')).toHaveCount(0)
  const kept = await figures()

  await worth.getByRole('button', { name: 'Measure all' }).click()
  await expect.poll(figures, { timeout: 120_000 }).toHaveLength(4)
  expect(await figures()).toEqual(expect.arrayContaining(kept))
  await expect(worth.getByRole('button', { name: 'Measure all' })).toBeVisible({ timeout: 60_000 })

  // One after the other in the window alone: its worker has hardly left the first when the second begins.
  const ids = (await callService(page, 'listModelLibrary', {})).installed.map(({ id }) => id)
  expect(ids).toHaveLength(2)
  const measured = await callService(page, 'measureModels', { ids, engines: ['page'] })
  expect(measured.map(({ modelId, engine }) => [modelId, engine])).toEqual(ids.map((id) => [id, 'page']))
  for (const { description, memory } of measured) {
    expect(description).toContain('in this window')
    expect(memory).toBeNull()
  }

  // A run of the model in the window takes the place of its measuring.
  const measuring = callService(page, 'measureModels', { ids, engines: ['page'] }).then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  )
  await expect(worth.getByRole('status')).toBeVisible()
  await callService(page, 'startPrelabel', { engine: 'page' })
  expect(await measuring).toContain('cancelled')
  expect(await waitForJob(page, 'prelabel')).toBe('done')
})
