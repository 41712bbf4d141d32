import { type ErrorParams, GlanceError } from '../../errors.ts'
import { isKind } from './pickle-values.ts'
import type {
  ElementType,
  PickleStorage,
  PickleTarget,
  PickleTensor,
  PickleValue,
  TargetMeaning,
} from './pickle-values.ts'
import { countElements, formatShape } from '../tensor.ts'

/** The whole list of names that a checkpoint may refer to. Anything else is refused by name. */
const targets = new Map<string, TargetMeaning>([
  ['torch._utils._rebuild_tensor_v2', 'rebuild-tensor'],
  ['torch._utils._rebuild_parameter', 'rebuild-parameter'],
  ['collections.OrderedDict', 'dict'],
  ['torch.HalfStorage', { float: 'float16', bytes: 2 }],
  ['torch.BFloat16Storage', { float: 'bfloat16', bytes: 2 }],
  ['torch.FloatStorage', { float: 'float32', bytes: 4 }],
  ['torch.DoubleStorage', { float: 'float64', bytes: 8 }],
  ['torch.BoolStorage', { bytes: 1 }],
  ['torch.ByteStorage', { bytes: 1 }],
  ['torch.CharStorage', { bytes: 1 }],
  ['torch.ShortStorage', { bytes: 2 }],
  ['torch.IntStorage', { bytes: 4 }],
  ['torch.LongStorage', { bytes: 8 }],
  ['torch.ComplexFloatStorage', { bytes: 8 }],
  ['torch.ComplexDoubleStorage', { bytes: 16 }],
  ['argparse.Namespace', 'inert'], // the arguments of a training run, in facebookresearch/deit and timm checkpoints
  ['numpy.core.multiarray.scalar', 'inert'], // timm's metric, as NumPy 1 writes it
  ['numpy._core.multiarray.scalar', 'inert'], // and as NumPy 2 does
  ['numpy.dtype', 'inert'],
  ['_codecs.encode', 'inert'], // how protocol 2 spells the scalar's bytes
])

/** Modules behind `os`: pickle writes where a function really lives, people know it by the other name. */
const aliases: Record<string, string> = { posix: 'os', nt: 'os' }

const maxRank = 8

/**
 * Looks up what a pickle refers to. Nothing is imported or run: a target is a name in a table.
 *
 * @throws GlanceError 'unsafe-model' naming a target that is not in the table.
 */
export function findTarget(module: string, name: string, fileName: string): PickleTarget {
  const full = `${module}.${name}`
  const meaning = targets.get(full)
  if (meaning !== undefined) return { kind: 'target', name: full, meaning }
  const params = { file: fileName, target: JSON.stringify(full.slice(0, 200)) }
  if (Object.hasOwn(aliases, module))
    throw unsafe('"{file}" asks its reader to run {target} (that is {alias}): refused, nothing was run', {
      ...params,
      alias: `${aliases[module]!}.${name}`,
    })
  throw unsafe('"{file}" asks its reader to run {target}: refused, nothing was run', params)
}

export const unsafe = (message: string, params: ErrorParams): GlanceError =>
  new GlanceError(
    'unsafe-model',
    message,
    'Get the weights alone: a safetensors file, or one saved with torch.save(model.state_dict(), file).',
    { params },
  )

/** Throws the error of a pickle that torch does not write; `{file}` of the message is filled in. */
export type Fail = (message: string, params?: ErrorParams) => never

/** What a call of an allowed target means. The error says which call does not have the shape that torch writes. */
export function reduce(target: PickleValue | undefined, args: PickleValue | undefined, fail: Fail): PickleValue {
  if (!isKind(target, 'target') || !isKind(args, 'tuple'))
    return fail('"{file}": its pickle calls something that is not a known name')
  switch (target.meaning) {
    case 'inert':
      return { kind: 'inert' }
    case 'dict':
      // Only the empty call: filling from a list would let a short pickle copy a long list again and again.
      if (args.items.length > 0) return fail('"{file}": its pickle gives OrderedDict arguments')
      return { kind: 'dict', entries: new Map() }
    case 'rebuild-parameter': {
      const data = args.items[0]
      return isKind(data, 'tensor')
        ? data
        : fail('"{file}": its pickle rebuilds a parameter from something that is not a tensor')
    }
    case 'rebuild-tensor':
      return rebuildTensor(args.items, fail)
    default:
      return fail('"{file}": its pickle calls {target}', { target: target.name })
  }
}

/** `('storage', type, key, location, count)`: the only persistent id that torch writes. */
export function findStorage(id: PickleValue | undefined, fail: Fail): PickleStorage {
  if (!isKind(id, 'tuple')) return fail('"{file}": its pickle names a storage without a tuple')
  const [tag, type, key, , count] = id.items
  const element = isKind(type, 'target') ? readElement(type.meaning) : undefined
  if (tag !== 'storage' || !element || typeof key !== 'string' || !isSize(count))
    return fail('"{file}": its pickle describes a storage wrongly')
  return { kind: 'storage', element, key, count }
}

const readElement = (meaning: TargetMeaning): ElementType | undefined =>
  typeof meaning === 'object' ? meaning : undefined

function rebuildTensor(args: readonly PickleValue[], fail: Fail): PickleTensor {
  const [storage, offset, size, stride] = args
  if (!isKind(storage, 'storage') || !isSize(offset) || !isKind(size, 'tuple') || !isKind(stride, 'tuple'))
    return fail('"{file}": its pickle rebuilds a tensor wrongly')
  if (size.items.length !== stride.items.length || size.items.length > maxRank)
    return fail('"{file}": its pickle gives a tensor {sizes} sizes and {strides} strides', {
      sizes: size.items.length,
      strides: stride.items.length,
    })
  if (!size.items.every(isSize) || !stride.items.every(isSize))
    return fail('"{file}": its pickle gives a tensor sizes or strides that are not counts')
  const shape = [...size.items]
  const strides = [...stride.items]
  const elements = countElements(shape)
  const last = shape.reduce((sum, length, i) => sum + (length - 1) * strides[i]!, offset)
  // More elements than the storage has means a stride of 0: no weights look so, and a small file could claim terabytes.
  if (elements > storage.count || (elements > 0 && last >= storage.count)) {
    return fail('"{file}": its pickle has a tensor of shape {shape} outside its storage of {count} elements', {
      shape: formatShape(shape),
      count: storage.count,
    })
  }
  return { kind: 'tensor', storage, offset, shape, strides }
}

const isSize = (value: PickleValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
