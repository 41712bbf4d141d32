import type { Columns } from './columns.ts'
import type { LabelSets } from './label-sets.ts'
import type { PredictionRules } from '../catalog/shown-prediction.ts'

/** What properties are derived from. */
export interface PropertySource {
  readonly columns: Columns
  readonly labelSets: LabelSets
  readonly rules: PredictionRules
}

/** Something of an image that has few values, all below `values`. */
export interface Property {
  values: number
  of: (row: number, data: Columns['data'], source: PropertySource) => number
}

/**
 * Images that are alike in all properties share a number, their kind. Few kinds occur, so that one look into a table by
 * kind asks for any number of properties, and one count by kind counts all of them.
 */
export class Kinds {
  readonly #properties: readonly Property[]
  readonly #numbers = new Map<number, number>()
  /** By property, in the order of `#properties`: its value by kind. */
  readonly #values: number[][]
  #size = 0

  constructor(properties: readonly Property[]) {
    this.#properties = properties
    this.#values = properties.map(() => [])
    if (properties.reduce((all, { values }) => all * values, 1) > Number.MAX_SAFE_INTEGER)
      throw new Error('There are too many properties: their values no longer make one exact number.')
  }

  get size(): number {
    return this.#size
  }

  /** The number of a row's kind, a new one where it is the first of its kind. */
  numberOf(row: number, source: PropertySource): number {
    const { data } = source.columns
    let key = 0
    for (const property of this.#properties) key = key * property.values + property.of(row, data, source)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#size)
    for (const [place, property] of this.#properties.entries())
      this.#values[place]!.push(property.of(row, data, source))
    return this.#size++
  }

  /** A property's value by kind. */
  table(property: Property): readonly number[] {
    return this.#values[this.#properties.indexOf(property)]!
  }

  /** Images by a property's value, of images by kind. */
  sum(property: Property, images: Uint32Array): number[] {
    const sums = new Array<number>(property.values).fill(0)
    for (const [kind, value] of this.table(property).entries()) sums[value]! += images[kind]!
    return sums
  }

  clear(): void {
    this.#numbers.clear()
    for (const values of this.#values) values.length = 0
    this.#size = 0
  }
}
