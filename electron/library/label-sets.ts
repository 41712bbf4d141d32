import type { ClassInfo } from '../catalog/queries/classes.ts'
import type { LabelSource } from '../catalog/rows.ts'

/** One label of an image, as it is stored. */
export interface Label {
  classId: number
  source: LabelSource
  author: string
}

/**
 * All labels of an image, in the order of the label set. `numbers` are their classes as numbers of the index's names.
 */
export interface LabelSet {
  numbers: number[]
  labels: Label[]
}

const none: LabelSet = { numbers: [], labels: [] }

/** What images are labeled with, as numbers: images with the same labels by the same hands share one. 0 is no label. */
export class LabelSets {
  readonly #stored: Label[][] = [[]]
  readonly #numbers = new Map<string, number>([['', 0]])
  #read: (LabelSet | undefined)[] = [none]
  #places = new Map<number, number>()
  #names: ReadonlyMap<number, number> = new Map()

  get size(): number {
    return this.#stored.length
  }

  /** The number of these labels, which come by class id. */
  numberOf(labels: Label[]): number {
    const key = labels.map(({ classId, source, author }) => `${classId} ${source} ${author}`).join('\n')
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#stored.length)
    return this.#stored.push(labels) - 1
  }

  /** The labels of a number. */
  at(number: number): LabelSet {
    return (this.#read[number] ??= this.#arrange(number))
  }

  /** The label set changed: another order, other names. */
  rename(classes: readonly ClassInfo[], names: ReadonlyMap<number, number>): void {
    this.#places = new Map(classes.map(({ id }, place) => [id, place]))
    this.#names = names
    this.#read = [none]
  }

  /** Something of every set, by its number. */
  table(of: (set: LabelSet) => number): Uint32Array {
    return Uint32Array.from({ length: this.size }, (_, number) => of(this.at(number)))
  }

  #arrange(number: number): LabelSet {
    const place = ({ classId }: Label): number => this.#places.get(classId) ?? Infinity
    const labels = this.#stored
      [number]!.filter(({ classId }) => this.#places.has(classId))
      .sort((one, other) => place(one) - place(other))
    return { labels, numbers: labels.map(({ classId }) => this.#names.get(classId)!) }
  }
}
