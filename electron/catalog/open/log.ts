import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { GlanceError } from '../../../models/errors.ts'
import { findMark, type Mark } from '../file-mark.ts'

/** What is in a write-ahead log that somebody left beside a catalog. */
export interface LeftLog {
  /** Whole transactions that SQLite will apply. */
  transactions: number
  /** Ends of transactions behind the first damaged place: SQLite drops them without a word. */
  lost: number
  /** Marks of the transactions that SQLite will apply, in order. */
  marks: readonly Mark[]
  /** Place of the mark in the catalog file, in pages from 0; null where the log has no mark. */
  markPage: number | null
  pageSize: number
}

const headerLength = 32
const frameHeaderLength = 24
const magic = 0x377f0682
/** Frames of before that are looked through for more of this log: a damaged one is followed by whole ones. */
const mostForeign = 64

/**
 * Reads a write-ahead log as SQLite's recovery does (https://sqlite.org/fileformat2.html#walformat): frames count up to
 * the first whose salt or checksum is wrong, and of those only whole transactions. Null where there is none, or an
 * empty one. Nothing but the log is read, in steps of one frame.
 */
export function readLeftLog(file: string): LeftLog | null {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return null
  // Opening a pipe would wait for ever.
  if (!found.isFile())
    throw new GlanceError('wrong-use', '{path} is not a file.', 'Move it away.', { params: { path: file } })
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    return size === 0 ? null : readFrames(descriptor, size)
  } finally {
    closeSync(descriptor)
  }
}

function readFrames(descriptor: number, size: number): LeftLog {
  const header = Buffer.alloc(headerLength)
  readSync(descriptor, header, 0, headerLength, 0)
  const word = header.readUInt32BE(0)
  const pageSize = header.readUInt32BE(8)
  const isBig = word === magic + 1
  const sum: Checksum = [0, 0]
  addChecksum(sum, header.subarray(0, 24), isBig)
  const isPlausible =
    (word === magic || isBig) && pageSize >= 512 && pageSize <= 65536 && (pageSize & (pageSize - 1)) === 0
  // Of a damaged header SQLite applies nothing; how much that loses is only guessed.
  if (!isPlausible || header.readUInt32BE(24) !== sum[0] || header.readUInt32BE(28) !== sum[1])
    return { transactions: 0, lost: size > headerLength ? 1 : 0, marks: [], markPage: null, pageSize }

  const frame = Buffer.alloc(frameHeaderLength + pageSize)
  const page = frame.subarray(frameHeaderLength)
  /** By page: every transaction rewrites the mark, so that its page is the one with the most. */
  const marks = new Map<number, Mark[]>()
  let [transactions, lost] = [0, 0]
  let isSound = true
  let foreign = 0
  /** Of the transaction that is read. */
  const written = new Map<number, Mark>()
  for (let at = headerLength; at + frame.length <= size; at += frame.length) {
    readSync(descriptor, frame, 0, frame.length, at)
    // Behind the newest frames may be older ones, of before the log was begun anew.
    if (frame.compare(header, 16, 24, 8, 16) !== 0) {
      isSound = false
      if (++foreign > mostForeign) break
      continue
    }
    foreign = 0
    const isEnd = frame.readUInt32BE(4) !== 0
    if (isSound) {
      addChecksum(sum, frame.subarray(0, 8), isBig)
      addChecksum(sum, page, isBig)
      isSound = frame.readUInt32BE(16) === sum[0] && frame.readUInt32BE(20) === sum[1]
    }
    if (!isSound) {
      if (isEnd) lost++
      continue
    }
    const found = findMark(page)
    if (found !== null) written.set(frame.readUInt32BE(0) - 1, found)
    if (!isEnd) continue
    transactions++
    for (const [place, mark] of written) {
      const before = marks.get(place)
      if (before === undefined) marks.set(place, [mark])
      else before.push(mark)
    }
    written.clear()
  }
  const [markPage, own] = [...marks].sort(([, one], [, other]) => other.length - one.length)[0] ?? [null, []]
  return { transactions, lost, marks: own, markPage, pageSize }
}

type Checksum = [number, number]

/** SQLite's checksum of a log: over pairs of 32-bit words, in the byte order that the log's first word tells. */
function addChecksum(sum: Checksum, bytes: Buffer, isBig: boolean): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let [one, two] = sum
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + view.getUint32(at, !isBig) + two) >>> 0
    two = (two + view.getUint32(at + 4, !isBig) + one) >>> 0
  }
  sum[0] = one
  sum[1] = two
}
