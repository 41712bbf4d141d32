import { begin, expectNothingLost, findGpuProcess } from './support/mid-job.ts'
import { expect, test } from './support/test.ts'

test.describe('kill -9 in mid-job', () => {
  test.use({ photos: 240 })

  test('of the service', async ({ glance }) => {
    const labeled = await begin(glance)
    process.kill(await glance.findService(), 'SIGKILL')
    // The desktop starts its service again by itself; the localhost host is started again by the person.
    if (glance.kind === 'browser') {
      await expect(glance.page.getByText('Glance is not responding')).toBeVisible()
      await glance.revive()
    }
    await expectNothingLost(glance, 240, labeled)
  })
})

test.describe('kill -9 in mid-job on WebGPU', () => {
  test.use({ photos: 8, hasGpu: true })

  test("of the page's GPU process", async ({ glance }) => {
    await glance.page.evaluate(() => localStorage.setItem('engine', 'webgpu'))
    await glance.page.reload()
    const labeled = await begin(glance)
    process.kill(findGpuProcess(glance.mainPid), 'SIGKILL')
    await expectNothingLost(glance, 8, labeled)
  })
})
