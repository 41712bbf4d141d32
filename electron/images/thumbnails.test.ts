import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diskError, ThumbnailCache } from './thumbnails.ts'

const hash = createHash('sha256').update('an image').digest()
const hex = hash.toString('hex')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glance-thumbnails-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('ThumbnailCache', () => {
  it('keeps a thumbnail under the hash of its image', async () => {
    const cache = new ThumbnailCache(join(folder, 'not/yet/there'))
    expect(await cache.hasThumbnail(hash)).toBe(false)
    expect(await cache.readThumbnail(hash)).toBeNull()
    await cache.writeThumbnail(hash, Uint8Array.of(1, 2, 3))
    expect(await cache.hasThumbnail(hash)).toBe(true)
    expect(new Uint8Array((await cache.readThumbnail(hash))!)).toEqual(Uint8Array.of(1, 2, 3))
    expect(await readdir(join(folder, 'not/yet/there', hex.slice(0, 2)))).toEqual([`${hex}.webp`])
  })

  it('lets many writers write one image, and leaves no drafts', async () => {
    const cache = new ThumbnailCache(folder)
    const webp = new Uint8Array(100_000).fill(7)
    await Promise.all(Array.from({ length: 20 }, () => cache.writeThumbnail(hash, webp)))
    expect(await readdir(join(folder, hex.slice(0, 2)))).toEqual([`${hex}.webp`])
    expect(new Uint8Array((await cache.readThumbnail(hash))!)).toEqual(webp)
  })

  it('reports when it cannot write or read', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    const cache = new ThumbnailCache(file)
    await expect(cache.writeThumbnail(hash, Uint8Array.of(1))).rejects.toMatchObject({
      name: 'GlanceError',
      code: 'unreadable',
    })
    await expect(cache.readThumbnail(hash)).rejects.toMatchObject({ code: 'unreadable' })
    expect(await cache.hasThumbnail(hash)).toBe(false)
  })

  it.runIf(process.platform === 'linux')('says disk-full on a full disk', async () => {
    const refusal: unknown = await writeFile('/dev/full', 'x').catch((error: unknown) => error)
    expect(diskError(refusal, 'written', folder)).toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining(folder) as string,
    })
  })
})
