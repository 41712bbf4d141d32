import { execFileSync } from 'node:child_process'
import { chmod, mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeImage } from './decode.ts'
import { byteLimit, hashContent, readImage } from './read.ts'
import { makeBmp, makeBlackPng, makeFolder, openQuarters } from '../test-support/image-samples.ts'
import { loadSharp } from './sharp-runtime.ts'

const sizes = { resize: 64, crop: 56, interpolation: 'bicubic' } as const
const decode = (bytes: Uint8Array) => decodeImage(bytes, { fileName: 'my\nphoto.jpg', sizes, thumbnail: true })

/** Noise, so that pixels fill the file: what is cut off or overwritten is pixels, not header. */
async function makeNoise(format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif'): Promise<Buffer> {
  const sharp = await loadSharp()
  const noise = Uint8Array.from({ length: 200 * 150 * 3 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 24) & 255)
  return sharp(noise, { raw: { width: 200, height: 150, channels: 3 } })
    .toFormat(format)
    .toBuffer()
}

describe('decodeImage refuses', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('a truncated %s as damaged', async (format) => {
    const bytes = await makeNoise(format)
    for (const part of [0.5, 0.95]) {
      await expect(decode(bytes.subarray(0, bytes.length * part))).rejects.toMatchObject({
        name: 'GlanceError',
        code: 'damaged-image',
        message: expect.stringMatching(/^my\\nphoto\.jpg is damaged \(.+\)\.$/) as string,
      })
    }
  })

  it('a JPEG with damaged pixels, but not one with stray bytes between its parts or after its end', async () => {
    const bytes = await makeNoise('jpeg')
    const damaged = Buffer.from(bytes).fill(Buffer.from('ffd9', 'hex'), bytes.length >> 1, (bytes.length >> 1) + 40)
    await expect(decode(damaged)).rejects.toMatchObject({ code: 'damaged-image' })
    const clean = await decode(bytes)
    const second = 4 + bytes.readUInt16BE(4) // where the first part ends and the next begins
    for (const harmless of [
      Buffer.concat([bytes.subarray(0, second), Buffer.alloc(3), bytes.subarray(second)]),
      Buffer.concat([bytes, Buffer.from('some program left a note here')]),
    ])
      expect(Buffer.compare((await decode(harmless)).pixels, clean.pixels)).toBe(0)
  })

  it('a JPEG with damaged metadata not at all', async () => {
    const bytes = await (
      await openQuarters(80, 80)
    )
      .withIccProfile('p3')
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .jpeg()
      .toBuffer()
    bytes.fill(7, bytes.indexOf('ICC_PROFILE') + 16, bytes.indexOf('ICC_PROFILE') + 200)
    bytes.fill(9, bytes.indexOf('Exif\0\0') + 6, bytes.indexOf('Exif\0\0') + 30)
    expect(await decode(bytes)).toMatchObject({ width: 80, height: 80 })
  })

  it('what is no image, whatever its name', async () => {
    await expect(decode(new Uint8Array(0))).rejects.toMatchObject({
      code: 'not-an-image',
      message: 'my\\nphoto.jpg is empty: 0 bytes.',
    })
    for (const text of [
      'hello, I am a text',
      'BM is how I begin, but no bitmap',
      '<html><body>404</body></html>',
      '\0\0\0\x18ftypmp42\0\0\0\0mp42isom',
    ]) {
      await expect(decode(Buffer.from(text))).rejects.toMatchObject({ code: 'not-an-image' })
    }
    await expect(decode(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect '))).rejects.toMatchObject({
      code: 'damaged-image',
    })
  })

  it('HEIC and other unread formats, with a hint', async () => {
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')
    await expect(decode(heic)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('HEIC') as string,
      hint: expect.stringContaining('Convert') as string,
    })
    await expect(decode(Buffer.from('8BPS\0\x01'))).rejects.toMatchObject({ code: 'unsupported-format' })
    await expect(
      decode(makeBmp({ width: 1, height: 1, bits: 24, compression: 4, pixels: new Uint8Array(4) })),
    ).rejects.toMatchObject({ code: 'unsupported-format' })
  })

  it('a bomb by its header, in flat memory', async () => {
    await makeBlackPng(8, 8) // warm
    const bomb = await makeBlackPng(30_000, 30_000)
    expect(bomb.length).toBeLessThan(6e6)
    const before = process.memoryUsage.rss()
    for (let i = 0; i < 3; i++)
      await expect(decode(bomb)).rejects.toMatchObject({
        code: 'too-large',
        message: expect.stringContaining('268 megapixels') as string,
      })
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6)
    await expect(
      decode(
        makeBmp({
          width: 30_000,
          height: 30_000,
          bits: 1,
          palette: new Array<number>(8).fill(0),
          pixels: new Uint8Array(8),
        }),
      ),
    ).rejects.toMatchObject({ code: 'too-large' })
  })
})

it('gives the reason of a bad bitmap as a text that can be translated', async () => {
  const bytes = makeBmp({ width: 2, height: 2, bits: 24, palette: [], pixels: new Uint8Array(3) })
  await expect(decode(bytes)).rejects.toMatchObject({
    message: 'my\\nphoto.jpg is damaged (its pixels are truncated).',
    details: { params: { reason: { message: 'its pixels are truncated' } } },
  })
  new DataView(bytes.buffer, bytes.byteOffset).setUint16(28, 7, true)
  await expect(decode(bytes)).rejects.toMatchObject({
    code: 'unsupported-format',
    details: { params: { reason: { params: { bits: 7, compression: 0 } } } },
  })
})

describe('readImage', () => {
  const read = (path: string) => readImage(path, { fileName: 'cats/x.jpg' })

  it('reads a file, and hashes it', async () => {
    await using folder = await makeFolder()
    await writeFile(join(folder.path, 'x.jpg'), 'abc')
    const bytes = await read(join(folder.path, 'x.jpg'))
    expect(Buffer.from(bytes).toString()).toBe('abc')
    expect(Buffer.from(hashContent(bytes)).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('names the file and says what is wrong with it', async () => {
    await using folder = await makeFolder()
    await expect(read(join(folder.path, 'gone.jpg'))).rejects.toMatchObject({
      code: 'not-found',
      message: 'cats/x.jpg was not found: it was deleted or moved after the scan.',
    })
    await mkdir(join(folder.path, 'dir.jpg'))
    await expect(read(join(folder.path, 'dir.jpg'))).rejects.toMatchObject({
      code: 'not-an-image',
      message: 'cats/x.jpg is a folder, not an image.',
    })
    const huge = join(folder.path, 'huge.jpg')
    await writeFile(huge, '')
    await truncate(huge, byteLimit + 1) // sparse: takes no room
    await expect(read(huge)).rejects.toMatchObject({
      code: 'too-large',
      message: 'cats/x.jpg is 513 MiB; Glance reads images up to 512 MiB.',
    })
  })

  it.runIf(process.platform !== 'win32')('does not wait for a pipe, nor force a locked file', async () => {
    await using folder = await makeFolder()
    execFileSync('mkfifo', [join(folder.path, 'pipe.jpg')])
    await expect(read(join(folder.path, 'pipe.jpg'))).rejects.toMatchObject({ code: 'not-an-image' })
    const locked = join(folder.path, 'locked.jpg')
    await writeFile(locked, 'abc')
    await chmod(locked, 0)
    await chmod(folder.path, 0o755)
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(65534) // permissions do not bind root
    try {
      await expect(read(locked)).rejects.toMatchObject({
        code: 'unreadable',
        message: 'cats/x.jpg cannot be read: permission denied.',
      })
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })
})
