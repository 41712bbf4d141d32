import type { FloatType } from '../tensor.ts'

/** What a tensors-only pickle can build: plain data, descriptions of tensors, and opaque objects. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleDict
  | PickleList
  | PickleTuple
  | PickleTarget
  | PickleStorage
  | PickleTensor
  | PickleInert

export interface PickleDict {
  kind: 'dict'
  entries: Map<PickleValue, PickleValue>
}
export interface PickleList {
  kind: 'list'
  items: PickleValue[]
}
export interface PickleTuple {
  kind: 'tuple'
  items: readonly PickleValue[]
}

/** An allowed GLOBAL: a name that the pickle may refer to, with what referring to it means. Never code. */
export interface PickleTarget {
  kind: 'target'
  name: string
  meaning: TargetMeaning
}
export type TargetMeaning = 'rebuild-tensor' | 'rebuild-parameter' | 'dict' | 'inert' | ElementType

/** `float` is absent for integers and complex numbers: sized and bounded like the others, never read. */
export interface ElementType {
  float?: FloatType
  bytes: number
}

/** Bytes kept beside the pickle under `key`; `count` elements of them. */
export interface PickleStorage {
  kind: 'storage'
  element: ElementType
  key: string
  count: number
}

/** A strided view of a storage; offset, shape and strides in elements. Bounds are checked when it is made. */
export interface PickleTensor {
  kind: 'tensor'
  storage: PickleStorage
  offset: number
  shape: number[]
  strides: number[]
}

/** An argparse.Namespace, a NumPy scalar: official checkpoints carry them, and Glance does not need them. */
export interface PickleInert {
  kind: 'inert'
}

export const isKind = <K extends Exclude<PickleValue, null | boolean | number | string>['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { kind: K }> => typeof value === 'object' && value !== null && value.kind === kind
