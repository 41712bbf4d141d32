import { join } from 'node:path'
import { callService } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 2, isOpen: false })

test('files of the disk: one is chosen, one is saved, and what is dropped is known by its place', async ({
  glance,
}) => {
  const { page, folder, data } = glance
  const photo = join(folder, 'photo-001.jpg')
  await glance.chooseFolder(photo, async () => {
    expect(await page.evaluate(() => window.glance!.chooseFile('model'))).toBe(photo)
  })
  const saved = await glance.saveFile(async () => {
    expect(await page.evaluate(() => window.glance!.saveFile('a.bin', new Uint8Array([1, 2, 3])))).toEqual({
      ok: join(data, 'saved'),
    })
  })
  expect([...saved]).toEqual([1, 2, 3])

  // What a page makes up has no path; a file that was given to it has one, and opens its folder.
  expect(await page.evaluate(() => window.glance!.pathOf(new File(['x'], 'x.jpg')))).toBe('')
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'given' })),
  )
  await page.locator('#given').setInputFiles(photo)
  const outcome = await page.locator('#given').evaluate(async (input: HTMLInputElement) => {
    const file = input.files![0]!
    return [window.glance!.pathOf(file), await window.glance!.openDropped(file)]
  })
  expect(outcome).toMatchObject([photo, { ok: { root: folder } }])
  expect((await callService(page, 'project', {}))!.images).toBe(2)
})
