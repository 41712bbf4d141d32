import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readZip } from './zip.ts'

const plain = zipSync(
  { 'a/data.pkl': Uint8Array.of(1, 2, 3), 'a/empty': new Uint8Array() },
  { level: 0, comment: 'why' },
)

/** One stored file written with every ZIP64 field in use, as torch does above 4 GiB. */
function makeZip64(): Uint8Array {
  const name = new TextEncoder().encode('t/x')
  const bytes = new Uint8Array(30 + 3 + 2 + 46 + 3 + 28 + 56 + 20 + 22)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x04034b50, true)
  view.setUint16(26, 3, true)
  bytes.set(name, 30)
  bytes.set([7, 8], 33)
  const central = 35
  view.setUint32(central, 0x02014b50, true)
  view.setUint32(central + 20, 0xffffffff, true)
  view.setUint32(central + 24, 0xffffffff, true)
  view.setUint16(central + 28, 3, true)
  view.setUint16(central + 30, 28, true)
  view.setUint32(central + 42, 0xffffffff, true)
  bytes.set(name, central + 46)
  view.setUint16(central + 49, 1, true)
  view.setUint16(central + 51, 24, true)
  view.setBigUint64(central + 53, 2n, true) // size, packed size, offset
  view.setBigUint64(central + 61, 2n, true)
  const end64 = central + 77
  view.setUint32(end64, 0x06064b50, true)
  view.setBigUint64(end64 + 32, 1n, true)
  view.setBigUint64(end64 + 48, BigInt(central), true)
  view.setUint32(end64 + 56, 0x07064b50, true)
  view.setBigUint64(end64 + 64, BigInt(end64), true)
  view.setUint32(end64 + 76, 0x06054b50, true)
  return bytes
}

test('reads stored files as views, behind a comment too', () => {
  const records = readZip(plain, 'x.pth')
  expect([...records]).toEqual([
    ['a/data.pkl', Uint8Array.of(1, 2, 3)],
    ['a/empty', new Uint8Array()],
  ])
  expect(records.get('a/data.pkl')!.buffer).toBe(plain.buffer)
})

test('reads ZIP64', () => expect([...readZip(makeZip64(), 'x.pth')]).toEqual([['t/x', Uint8Array.of(7, 8)]]))

test('a ZIP64 offset outside the file is refused', () => {
  const bytes = makeZip64()
  new DataView(bytes.buffer).setBigUint64(35 + 69, 2n ** 60n, true)
  expect(() => readZip(bytes, 'x.pth')).toThrow('"x.pth": its ZIP directory points outside the file')
})

test('a flipped bit in a file is refused, a checksum that was not computed is not', () => {
  const flipped = plain.slice()
  const at = flipped.findIndex((_byte, index) => [1, 2, 3].every((value, step) => flipped[index + step] === value))
  flipped[at + 1]! ^= 4
  expect(() => readZip(flipped, 'x.pth')).toThrow('"x.pth": "a/data.pkl" is not what was saved: its checksum is wrong')
  const directory = new DataView(flipped.buffer, flipped.byteOffset)
  for (let entry = 0; entry + 4 <= flipped.length; entry++)
    if (directory.getUint32(entry, true) === 0x02014b50) directory.setUint32(entry + 16, 0, true)
  expect(readZip(flipped, 'x.pth').get('a/data.pkl')).toEqual(Uint8Array.of(1, 6, 3))
})

test('a cut archive is refused', () => expect(() => readZip(plain.subarray(0, -30), 'x.pth')).toThrow('truncated'))
