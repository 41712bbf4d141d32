import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { numbered, writePhotos } from './support/photos.ts'
import { nobody, Room } from './support/terminal.ts'

const program = fileURLToPath(new URL('../electron/cli.ts', import.meta.url))

async function roomWithLabels(): Promise<Room> {
  const room = new Room()
  room.giveAway()
  await writePhotos(room.photos, numbered(3))
  expect((await room.prelabel([], { asNobody: true })).exit).toBe(0)
  return room
}

// Without rights: whatever the program does about /dev/stdout, it must not be able to replace the machine's own.
function runInShell(room: Room, script: string): { exit: number | null; stderr: string } {
  const run = spawnSync('/bin/sh', ['-c', script, 'sh', process.execPath, program], {
    cwd: room.folder,
    encoding: 'utf8',
    env: { ...process.env, GLANCE_DATA: room.data },
    ...(process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}),
  })
  return { exit: run.status, stderr: run.stderr }
}

/** `--csv /dev/stdout` gives the CSV and nothing else, whatever stdout is; what is for a person goes to stderr. */
describe.skipIf(process.platform === 'win32')('the CSV to /dev/stdout (not on Windows: there is none)', () => {
  test.each([
    ['export', 'into a pipe', '"$@" export photos --predictions --csv /dev/stdout | cat > piped.csv'],
    ['export', 'into a file', '"$@" export photos --predictions --csv /dev/stdout > piped.csv'],
    ['prelabel', 'into a pipe', '"$@" prelabel photos --csv /dev/stdout | cat > piped.csv'],
    ['prelabel', 'into a file', '"$@" prelabel photos --csv /dev/stdout > piped.csv'],
  ])('%s %s', async (_command, _where, script) => {
    using room = await roomWithLabels()
    const run = runInShell(room, script)
    expect(run.stderr).not.toContain('glance: ')
    expect(run.exit).toBe(0)
    expect(readFileSync(room.path('piped.csv'), 'utf8')).toBe(readFileSync(room.csv, 'utf8'))
  })

  // Programs that start other programs often give them a socket for a pipe; it cannot be opened by name.
  test.each([['export', '--predictions'], ['prelabel']])('%s into a socket', async (...command) => {
    using room = await roomWithLabels()
    const run = await room.glance([...command, 'photos', '--csv', '/dev/stdout'], { asNobody: true })
    expect(run.stderr).not.toContain('glance: ')
    expect(run.exit).toBe(0)
    expect(run.stdout).toBe(readFileSync(room.csv, 'utf8'))
  })
})

test('a reader that has seen enough is no error', async () => {
  using room = await roomWithLabels()
  const run = runInShell(room, '{ "$@" models; echo $? > exit.txt; } | true')
  expect(run.stderr).not.toMatch(/EPIPE|\n\s+at /)
  expect(readFileSync(room.path('exit.txt'), 'utf8')).toBe('0\n')
})
