import { link, mkdir, rename, rm, symlink, utimes, writeFile, chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../test-support/image-samples.ts'
import { type ScanBatch, scanFolder } from './scan.ts'

const posix = process.platform !== 'win32'

async function scanAll(root: string): Promise<ScanBatch> {
  const all: ScanBatch = { files: [], problems: [], skipped: 0, hidden: 0, unreadableFolders: [] }
  for await (const batch of scanFolder(root)) {
    all.files.push(...batch.files)
    all.problems.push(...batch.problems)
    all.skipped += batch.skipped
    all.hidden += batch.hidden
    all.unreadableFolders.push(...batch.unreadableFolders)
  }
  return all
}

const paths = (scan: ScanBatch) => scan.files.map((file) => file.path)

describe('scanFolder', () => {
  it('finds images by extension in all folders, in bytewise order, and counts the rest', async () => {
    await using folder = await makeFolder()
    await mkdir(join(folder.path, 'b/deep'), { recursive: true })
    await mkdir(join(folder.path, 'empty'))
    await mkdir(join(folder.path, '.git'))
    for (const name of [
      'b/deep/x.JPEG',
      'b/2.png',
      'Z.webp',
      'a.HeIc',
      'é.jpg',
      'noextension',
      'notes.txt',
      '.hidden.jpg',
      '.git/y.jpg',
    ]) {
      await writeFile(join(folder.path, name), 'abc')
    }
    await utimes(join(folder.path, 'Z.webp'), 1000, 1234.5678)
    const scan = await scanAll(folder.path)
    expect(paths(scan)).toEqual(['Z.webp', 'a.HeIc', 'é.jpg', 'b/2.png', 'b/deep/x.JPEG'])
    expect(scan.files[0]).toEqual({ path: 'Z.webp', size: 3, mtime: 1234567 })
    expect(scan).toMatchObject({ problems: [], skipped: 2, hidden: 2, unreadableFolders: [] })
  })

  it.runIf(posix)('keeps every name byte for byte', async () => {
    await using folder = await makeFolder()
    const names = [
      '\u00e9.jpg',
      'e\u0301.jpg',
      ' two  spaces .jpg',
      'line\nbreak.jpg',
      `quote"'.jpg`,
      '-rf.jpg',
      '=1+1.jpg',
      '\ufeffmark.jpg',
      'back\\slash.jpg',
      '\u{1f984}.jpg',
    ]
    for (const name of names) await writeFile(join(folder.path, name), '')
    const found = paths(await scanAll(folder.path))
    expect(found).toHaveLength(names.length)
    expect(new Set(found)).toEqual(new Set(names))
    expect(found).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
  })

  it.runIf(process.platform === 'linux')('reports names that are not UTF-8, and continues', async () => {
    await using folder = await makeFolder()
    await writeFile(Buffer.concat([Buffer.from(`${folder.path}/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]), '')
    await mkdir(Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.from([0xff])]))
    await writeFile(join(folder.path, 'good.jpg'), '')
    const scan = await scanAll(folder.path)
    expect(paths(scan)).toEqual(['good.jpg'])
    expect(scan.problems.map(({ path, code }) => [path, code])).toEqual([
      ['caf\\xe9.jpg', 'unreadable'],
      ['\\xff', 'unreadable'],
    ])
    expect(scan.problems[0]?.message).toMatch(/caf\\xe9\.jpg has a name that is not valid UTF-8.*Rename/)
    expect(scan.unreadableFolders).toEqual(['\\xff'])
  })

  it.runIf(posix)('follows links, lists a folder once and at its real place, and survives circles', async () => {
    await using folder = await makeFolder()
    await using elsewhere = await makeFolder()
    const at = (name: string) => join(folder.path, name)
    await mkdir(at('real'))
    await writeFile(at('real/1.jpg'), '1')
    await writeFile(join(elsewhere.path, 'out.jpg'), '22')
    await link(at('real/1.jpg'), at('real/hard.jpg'))
    await symlink(at('real'), at('a-link')) // sorts before the real folder
    await symlink(at('real/1.jpg'), at('linked.jpg'))
    await symlink(elsewhere.path, at('outside'))
    await symlink(elsewhere.path, at('outside-again'))
    await symlink(folder.path, at('real/circle'))
    await symlink(join(folder.path, '..'), at('up'))
    await symlink(at('nowhere'), at('broken.jpg'))
    await symlink(at('self.jpg'), at('self.jpg'))
    const scan = await scanAll(folder.path)
    expect(paths(scan)).toEqual(['linked.jpg', 'real/1.jpg', 'real/hard.jpg', 'outside/out.jpg'])
    expect(scan.problems.map(({ path, code }) => [path, code])).toEqual([
      ['broken.jpg', 'not-found'],
      ['self.jpg', 'unreadable'],
    ])
    expect(scan.problems[0]?.message).toContain('broken link')
  })

  it.runIf(posix)('makes a problem of a folder that may not be read, and lists the others', async () => {
    await using folder = await makeFolder()
    for (const name of ['a', 'locked', 'z']) {
      await mkdir(join(folder.path, name))
      await writeFile(join(folder.path, name, 'x.jpg'), '')
    }
    await chmod(folder.path, 0o755)
    await chmod(join(folder.path, 'locked'), 0)
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(65534) // permissions do not bind root
    let scan: ScanBatch
    try {
      scan = await scanAll(folder.path)
    } finally {
      if (isRoot) process.seteuid?.(0)
      await chmod(join(folder.path, 'locked'), 0o755)
    }
    expect(paths(scan)).toEqual(['a/x.jpg', 'z/x.jpg'])
    expect(scan.unreadableFolders).toEqual(['locked'])
    expect(scan.problems).toEqual([
      {
        path: 'locked',
        code: 'unreadable',
        message: expect.stringMatching(/^locked cannot be read: permission denied\./) as string,
        details: expect.objectContaining({ message: '{name} cannot be read: permission denied.' }) as unknown,
      },
    ])
  })

  it('continues where a folder vanishes during the scan', async () => {
    await using folder = await makeFolder()
    for (const name of ['a', 'b', 'c']) await mkdir(join(folder.path, name))
    for (let i = 0; i < 600; i++) await writeFile(join(folder.path, 'a', `${i}.jpg`), '')
    await writeFile(join(folder.path, 'c/x.jpg'), '')
    const scan = scanFolder(folder.path)
    expect((await scan.next()).value?.files).toHaveLength(512)
    await rm(join(folder.path, 'b'), { recursive: true })
    await rename(join(folder.path, 'a'), join(folder.path, 'moved'))
    const rest = []
    for await (const batch of scan) rest.push(batch)
    expect(rest.flatMap(paths)).toEqual(['c/x.jpg'])
    expect(rest.flatMap((batch) => batch.unreadableFolders)).toEqual(['b'])
    // 88 images of the moved folder were listed, but gone before they were read.
    expect(rest.flatMap((batch) => batch.problems).map(({ code }) => code)).toEqual(Array<string>(89).fill('not-found'))
  })

  it('refuses a root that is not there or is a file, and stops when aborted', async () => {
    await using folder = await makeFolder()
    const file = join(folder.path, 'x.jpg')
    await writeFile(file, '')
    await expect(scanAll(join(folder.path, 'nope'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('nope does not exist') as string,
    })
    await expect(scanAll(file)).rejects.toMatchObject({ code: 'wrong-use' })
    const stop = new AbortController()
    stop.abort()
    await expect(scanFolder(folder.path, { signal: stop.signal }).next()).rejects.toMatchObject({ code: 'cancelled' })
  })
})
