import { type ErrorParams, GlanceError } from '../../errors.ts'
import type { PickleTensor } from './pickle-values.ts'
import { countElements, toFloat32 } from '../tensor.ts'
import type { StateDict, Tensor } from '../tensor.ts'
import { unpickle } from './unpickle.ts'
import { findWeights } from './unwrap.ts'
import { readZip } from './zip.ts'
import type { ZipRecords } from './zip.ts'

/** Widening takes up to 2 times the file; many views of one storage could take any multiple. */
const maxGrowth = 8

/**
 * Reads a checkpoint that torch ≥ 1.6 saved: a ZIP of `<top>/data.pkl` and the storages `<top>/data/<key>`.
 * The pickle is read as data only (see unpickle). Weights are looked for bare or under `model`, `state_dict`, ….
 *
 * @returns the floating-point weights as float32, contiguous in row-major order whatever their strides were.
 * @throws GlanceError 'unsafe-model', 'damaged-model' or 'unsupported-model' (TorchScript,
 * big-endian, no weights inside).
 */
export function readTorchZip(bytes: Uint8Array, fileName: string): StateDict {
  const records = readZip(bytes, fileName)
  const top = findTop(records, fileName)
  const weights = findWeights(unpickle(records.get(`${top}data.pkl`)!, fileName), fileName)
  const storages = new StorageReader(records, top, fileName)
  const state: StateDict = new Map()
  let budget = maxGrowth * bytes.length
  for (const [name, tensor] of weights) {
    budget -= 4 * countElements(tensor.shape)
    if (budget < 0)
      throw damaged('"{file}": its tensors claim more than {times} times the file', {
        file: fileName,
        times: maxGrowth,
      })
    state.set(name, storages.read(name, tensor))
  }
  return state
}

/** The archive's one top folder, with its slash; also refuses what looks like a checkpoint and is not one. */
function findTop(records: ZipRecords, fileName: string): string {
  const found = [...records.keys()].filter((path) => /^[^/]+\/data\.pkl$/.test(path))
  if (found.length !== 1)
    throw damaged('"{file}": expected one data.pkl in the ZIP archive, as torch writes it, got {count}', {
      file: fileName,
      count: found.length,
    })
  const top = found[0]!.slice(0, -'data.pkl'.length)
  if (records.has(`${top}constants.pkl`)) {
    throw new GlanceError(
      'unsupported-model',
      '"{file}" is a TorchScript program, expected a checkpoint of weights',
      'Save the weights: torch.save(model.state_dict(), file).',
      { params: { file: fileName } },
    )
  }
  const byteOrder = records.get(`${top}byteorder`)
  const order = byteOrder ? new TextDecoder().decode(byteOrder.subarray(0, 16)) : 'little'
  if (order !== 'little') {
    throw new GlanceError(
      'unsupported-model',
      '"{file}" has {order} byte order, expected "little"',
      'Load and save it again on a little-endian machine (any x86 or ARM computer).',
      { params: { file: fileName, order: JSON.stringify(order) } },
    )
  }
  return top
}

class StorageReader {
  private readonly records: ZipRecords
  private readonly top: string
  private readonly fileName: string
  /** Only storages that a strided tensor needed; each is widened once however many views it has. */
  private readonly widened = new Map<string, Float32Array>()

  constructor(records: ZipRecords, top: string, fileName: string) {
    this.records = records
    this.top = top
    this.fileName = fileName
  }

  read(name: string, tensor: PickleTensor): Tensor {
    const { storage, offset, shape, strides } = tensor
    const { bytes: size, float } = storage.element
    const record = this.records.get(`${this.top}data/${storage.key}`)
    if (!record)
      throw damaged('"{file}": the storage {storage} of "{name}" is missing', {
        file: this.fileName,
        storage: JSON.stringify(storage.key.slice(0, 100)),
        name,
      })
    if (record.length !== storage.count * size) {
      throw damaged('"{file}": the storage of "{name}" has {bytes} bytes, expected {expected}', {
        file: this.fileName,
        name,
        bytes: record.length,
        expected: storage.count * size,
      })
    }
    const count = countElements(shape)
    if (isContiguous(shape, strides)) {
      return { shape, data: toFloat32(record.subarray(offset * size, (offset + count) * size), float!) }
    }
    const id = `${float!} ${storage.key}`
    const all = this.widened.get(id) ?? toFloat32(record, float!)
    this.widened.set(id, all)
    return { shape, data: gather(all, tensor, count) }
  }
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  if (shape.includes(0)) return true
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false
    expected *= shape[axis]!
  }
  return true
}

/** Copies a strided view into row-major order, stepping its index like an odometer. */
function gather(all: Float32Array, { offset, shape, strides }: PickleTensor, count: number): Float32Array {
  const data = new Float32Array(count)
  const index = shape.map(() => 0)
  let from = offset
  for (let to = 0; to < count; to++) {
    data[to] = all[from]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      from -= index[axis]! * strides[axis]!
      index[axis] = 0
    }
  }
  return data
}

const damaged = (message: string, params: ErrorParams): GlanceError =>
  new GlanceError('damaged-model', message, 'Download or save the file again.', { params })
