import { type ErrorParams, GlanceError } from '../../errors.ts'
import { type Fail, findStorage, findTarget, reduce, unsafe } from './pickle-targets.ts'
import { isKind } from './pickle-values.ts'
import type { PickleValue } from './pickle-values.ts'

/** A thousand tensors take some 100 kB; a checkpoint with its optimiser a few of that. */
const maxBytes = 32 * 1024 * 1024
/** Each builds one value at most, of some 200 bytes. A thousand tensors take 30,000. */
const maxSteps = 1_000_000

/**
 * Reads a pickle of protocol 2 to 5 as data. An opcode does only what its line in the table below says, a name can only
 * be one of the targets table, and tensors come back as descriptions of strided views: nothing in the file is ever run.
 * Memory is bounded, whatever is in it: no opcode here builds more than one value or copies a memo entry.
 *
 * @throws GlanceError 'unsafe-model' for a target outside the table,
 * 'damaged-model' for anything that torch does not write.
 */
export function unpickle(bytes: Uint8Array, fileName: string): PickleValue {
  if (bytes.length > maxBytes)
    throw damaged('"{file}": its pickle expected at most {max} bytes, got {bytes}', {
      file: fileName,
      max: maxBytes,
      bytes: bytes.length,
    })
  const machine = new Machine(bytes, fileName)
  for (let steps = 0; steps < maxSteps; steps++) {
    const opcode = machine.readByte()
    if (opcode === 0x2e) return machine.pop() // STOP
    const step = opcodes.get(opcode)
    if (step) step(machine)
    else if (callers.has(opcode))
      throw unsafe(
        '"{file}" asks its reader to run code through the pickle opcode {opcode}: refused, nothing was run',
        { file: fileName, opcode: callers.get(opcode)! },
      )
    else
      machine.fail('"{file}": its pickle has the opcode {opcode} at byte {at}, which torch never writes', {
        opcode: `0x${opcode.toString(16)}`,
        at: machine.at - 1,
      })
  }
  return machine.fail('"{file}": its pickle has more than {max} opcodes', { max: maxSteps })
}

const damaged = (message: string, params: ErrorParams): GlanceError =>
  new GlanceError('damaged-model', message, 'Download or save the file again.', { params })

class Machine {
  at = 0
  readonly memo = new Map<number, PickleValue>()
  readonly bytes: Uint8Array
  readonly fileName: string
  private readonly view: DataView
  private readonly stack: PickleValue[] = []
  private readonly marks: number[] = []

  constructor(bytes: Uint8Array, fileName: string) {
    this.bytes = bytes
    this.fileName = fileName
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  readonly fail: Fail = (message, params = {}) => {
    throw damaged(message, { file: this.fileName, ...params })
  }

  /** Steps over `length` bytes and says where they begin. */
  private take(length: number): number {
    const from = this.at
    if (from + length > this.bytes.length) this.fail('"{file}": its pickle is truncated')
    this.at += length
    return from
  }

  readByte = (): number => this.bytes[this.take(1)]!
  readUint16 = (): number => this.view.getUint16(this.take(2), true)
  readUint32 = (): number => this.view.getUint32(this.take(4), true)
  readInt32 = (): number => this.view.getInt32(this.take(4), true)
  readFloat64 = (): number => this.view.getFloat64(this.take(8), false) // the one big-endian thing in a pickle
  skip = (length: number): void => {
    this.take(length)
  }

  readText(length: number): string {
    const from = this.take(length)
    return new TextDecoder().decode(this.bytes.subarray(from, this.at))
  }

  readLine(): string {
    const end = this.bytes.indexOf(0x0a, this.at)
    if (end < 0) return this.fail('"{file}": its pickle is truncated')
    const line = this.readText(end - this.at)
    this.at++
    return line
  }

  /** A little-endian two's-complement integer of any length up to 255 bytes. */
  readLong(length: number): number {
    const from = this.take(length)
    let value = 0n
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[from + i]!)
    return Number(BigInt.asIntN(8 * length, value))
  }

  push = (value: PickleValue): void => {
    this.stack.push(value)
  }

  pop(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) this.fail('"{file}": its pickle takes more values than it made')
    return this.stack.pop()!
  }

  peek(): PickleValue {
    const value = this.pop()
    this.stack.push(value)
    return value
  }

  mark = (): void => {
    this.marks.push(this.stack.length)
  }

  popMark(): PickleValue[] {
    const start = this.marks.pop()
    return start === undefined
      ? this.fail('"{file}": its pickle closes a mark that it did not open')
      : this.stack.splice(start)
  }

  recall(index: number): void {
    const value = this.memo.get(index)
    if (value === undefined)
      this.fail('"{file}": its pickle refers to memo entry {index}, which does not exist', { index })
    else this.stack.push(value)
  }
}

type Step = (machine: Machine) => void

/** Every opcode that torch's protocols 2 to 5 need. */
const opcodes = new Map<number, Step>([
  [
    0x80,
    (m) => {
      const version = m.readByte()
      if (version < 2 || version > 5)
        m.fail('"{file}": its pickle has protocol {version}, expected 2 to 5', { version })
    },
  ], // PROTO
  [0x95, (m) => m.skip(8)], // FRAME: a hint for buffering
  [0x28, (m) => m.mark()], // MARK
  [
    0x30,
    (m) => {
      m.pop()
    },
  ], // POP
  [
    0x31,
    (m) => {
      m.popMark()
    },
  ], // POP_MARK

  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.readInt32())], // BININT
  [0x4b, (m) => m.push(m.readByte())], // BININT1
  [0x4d, (m) => m.push(m.readUint16())], // BININT2
  [0x8a, (m) => m.push(m.readLong(m.readByte()))], // LONG1
  [0x47, (m) => m.push(m.readFloat64())], // BINFLOAT
  [0x58, (m) => m.push(m.readText(m.readUint32()))], // BINUNICODE
  [0x8c, (m) => m.push(m.readText(m.readByte()))], // SHORT_BINUNICODE
  [0x55, (m) => m.push(m.readText(m.readByte()))], // SHORT_BINSTRING
  [
    0x42,
    (m) => {
      m.skip(m.readUint32())
      m.push({ kind: 'inert' })
    },
  ], // BINBYTES: never weights
  [
    0x43,
    (m) => {
      m.skip(m.readByte())
      m.push({ kind: 'inert' })
    },
  ], // SHORT_BINBYTES

  [0x7d, (m) => m.push({ kind: 'dict', entries: new Map() })], // EMPTY_DICT
  [
    0x73,
    (m) => {
      const value = m.pop()
      setItems(m, [m.pop(), value])
    },
  ], // SETITEM
  [0x75, (m) => setItems(m, m.popMark())], // SETITEMS
  [0x5d, (m) => m.push({ kind: 'list', items: [] })], // EMPTY_LIST
  [0x8f, (m) => m.push({ kind: 'list', items: [] })], // EMPTY_SET: only ever inside inert data
  [0x61, (m) => append(m, [m.pop()])], // APPEND
  [0x65, (m) => append(m, m.popMark())], // APPENDS
  [0x90, (m) => append(m, m.popMark())], // ADDITEMS
  [0x29, (m) => m.push({ kind: 'tuple', items: [] })], // EMPTY_TUPLE
  [0x74, (m) => m.push({ kind: 'tuple', items: m.popMark() })], // TUPLE
  [0x85, (m) => pushTuple(m, 1)], // TUPLE1
  [0x86, (m) => pushTuple(m, 2)], // TUPLE2
  [0x87, (m) => pushTuple(m, 3)], // TUPLE3

  [
    0x71,
    (m) => {
      m.memo.set(m.readByte(), m.peek())
    },
  ], // BINPUT
  [
    0x72,
    (m) => {
      m.memo.set(m.readUint32(), m.peek())
    },
  ], // LONG_BINPUT
  [
    0x94,
    (m) => {
      m.memo.set(m.memo.size, m.peek())
    },
  ], // MEMOIZE
  [0x68, (m) => m.recall(m.readByte())], // BINGET
  [0x6a, (m) => m.recall(m.readUint32())], // LONG_BINGET

  [0x63, (m) => m.push(findTarget(m.readLine(), m.readLine(), m.fileName))], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, callTarget], // REDUCE
  [0x81, callTarget], // NEWOBJ: the same stack, the same few meanings
  [0x62, build], // BUILD
  [0x51, (m) => m.push(findStorage(m.pop(), m.fail))], // BINPERSID
])

/** Opcodes that call or import by other ways; torch writes none of them. */
const callers = new Map([
  [0x69, 'INST'],
  [0x6f, 'OBJ'],
  [0x92, 'NEWOBJ_EX'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
])

function stackGlobal(machine: Machine): void {
  const name = machine.pop()
  const module = machine.pop()
  if (typeof name !== 'string' || typeof module !== 'string')
    machine.fail('"{file}": its pickle names a target without text')
  else machine.push(findTarget(module, name, machine.fileName))
}

function callTarget(machine: Machine): void {
  const args = machine.pop()
  machine.push(reduce(machine.pop(), args, machine.fail))
}

/** Attributes of an object. Those of inert things do not matter, nor does a state dict's `_metadata`. */
function build(machine: Machine): void {
  machine.pop()
  const target = machine.peek()
  if (!isKind(target, 'inert') && !isKind(target, 'dict'))
    machine.fail('"{file}": its pickle gives attributes to something that has none')
}

function pushTuple(machine: Machine, count: number): void {
  const items: PickleValue[] = []
  for (let i = 0; i < count; i++) items.unshift(machine.pop())
  machine.push({ kind: 'tuple', items })
}

function append(machine: Machine, items: readonly PickleValue[]): void {
  const list = machine.peek()
  if (!isKind(list, 'list')) return machine.fail('"{file}": its pickle appends to something that is not a list')
  for (const item of items) list.items.push(item)
}

function setItems(machine: Machine, items: readonly PickleValue[]): void {
  const dict = machine.peek()
  if (!isKind(dict, 'dict') || items.length % 2 !== 0)
    return machine.fail('"{file}": its pickle sets items of something that is not a dictionary')
  for (let i = 0; i < items.length; i += 2) dict.entries.set(items[i]!, items[i + 1]!)
}
