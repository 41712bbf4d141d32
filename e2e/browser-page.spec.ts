import { begin, expectNothingLost } from './support/mid-job.ts'
import { test } from './support/test.ts'

test.use({ photos: 8, hasGpu: true })

test('a page that runs the model is closed and opened again: the job resumes', async ({ glance }) => {
  await glance.page.evaluate(() => localStorage.setItem('engine', 'webgpu'))
  await glance.page.reload()
  const labeled = await begin(glance)
  await glance.page.goto('about:blank')
  await glance.page.goBack()
  await expectNothingLost(glance, 8, labeled)
})
