import { begin, expectNothingLost } from './support/mid-job.ts'
import { test } from './support/test.ts'

test.use({ photos: 240 })

test('kill -9 of the main process in mid-job: opened again, nothing is lost and the job resumes', async ({
  glance,
}) => {
  const labeled = await begin(glance)
  glance.killMain!()
  await glance.revive()
  await expectNothingLost(glance, 240, labeled)
})
