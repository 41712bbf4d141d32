import { findLayoutFaults } from './layout.ts'
import { eachDialog, showLibrary, views } from './places.ts'
import { fillProject, hardPhotos } from './rich-project.ts'
import { expect, test } from './story.ts'

test.use({ photos: 9, photoNames: hardPhotos })

/** The last is to a page what a window of 1280×800 is at 200 %. */
const windows = [{ width: 1280, height: 800 }, { width: 1024, height: 640 }, { width: 640, height: 400 }] as const

for (const language of ['en', 'ru'] as const) {
  test(`nothing is cut off, covered or turned by hard names, in small windows, at 200 % and in ${language}`, async ({ glance }) => {
    const { page } = glance
    await page.getByRole('listbox', { name: 'Photos' }).waitFor()
    await fillProject(page)
    const faults: string[] = []
    for (const { width, height } of windows) {
      await page.setViewportSize({ width, height })
      await showLibrary(glance, language, width === 640 ? 'dark' : 'light')
      const look = async (name: string): Promise<void> => {
        faults.push(...(await findLayoutFaults(page)).map((fault) => `${width}×${height} ${name}: ${fault}`))
      }
      await eachDialog(glance, language, look)
      for (const { name, open } of views) {
        await open(page, language)
        await look(name)
      }
    }
    expect(faults).toEqual([])
  })
}
