import type { AskedQuestion } from '../../electron/teach/session.ts'
import { makeRandom, type Random } from '../../electron/lib/random.ts'
import type { BenchService } from './bench-service.ts'

/**
 * A person who knows the class of every photo and answers by the calls that the page makes. What they do is counted: a
 * key for a single photo; for a page Enter, a click for each wrong photo that they see, and a key for each other class
 * among those. A wrong photo that they overlook is accepted.
 */
export class SimulatedPerson {
  /** Keys and clicks so far. */
  actions = 0
  readonly #service: BenchService
  readonly #truth: ReadonlyMap<number, string>
  readonly #misses: number
  readonly #random: Random

  constructor(
    service: BenchService,
    { truth, misses, seed }: { truth: ReadonlyMap<number, string>; misses: number; seed: number },
  ) {
    this.#service = service
    this.#truth = truth
    this.#misses = misses
    this.#random = makeRandom(seed)
  }

  /** Answers in one go: all edits are on the disk before anything is learned from them, and every run is the same. */
  async answer({ kind, classId, ids }: AskedQuestion): Promise<void> {
    const call: BenchService['call'] = (name, args) => this.#service.call(name, args)
    if (kind !== 'page') {
      this.actions += ids.length
      await Promise.all(ids.map((id) => call('setLabel', { ids: [id], to: { newName: this.#truth.get(id)! } })))
      return
    }
    const names = await this.#readNames()
    const { wrong, byClass } = this.#look(ids.map((id) => ({ id, className: names.get(classId!)! })))
    this.actions += 1 + wrong.size + byClass.size
    await Promise.all([
      call('sweep', { accept: ids.filter((id) => !wrong.has(id)), reject: [...wrong], of: classId! }),
      ...[...byClass].map(([newName, group]) => call('setLabel', { ids: group, to: { newName } })),
    ])
  }

  /** Looks at photos of an audit, each with its class. */
  async judge(page: readonly { id: number; className: string }[]): Promise<void> {
    const { wrong, byClass } = this.#look(page)
    this.actions += 1 + wrong.size + byClass.size
    const places = new Map([...(await this.#readNames())].map(([id, name]) => [name, id]))
    await this.#service.call('answerAudit', {
      right: page.flatMap(({ id }) => (wrong.has(id) ? [] : [id])),
      wrong: [...wrong].map((id) => ({ id, classId: places.get(this.#truth.get(id)!)! })),
    })
  }

  /** Gives every photo its class, one class at a time. */
  async labelAll(): Promise<void> {
    for (const [newName, entries] of Map.groupBy(this.#truth, ([, name]) => name))
      await this.#service.call('setLabel', { ids: entries.map(([id]) => id), to: { newName } })
  }

  /** The wrong ones that the person sees, and the same by their classes. */
  #look(photos: readonly { id: number; className: string }[]): {
    wrong: Set<number>
    byClass: Map<string, number[]>
  } {
    const seen = photos.flatMap(({ id, className }) =>
      this.#truth.get(id) !== className && this.#random() >= this.#misses ? [id] : [],
    )
    return { wrong: new Set(seen), byClass: Map.groupBy(seen, (id) => this.#truth.get(id)!) }
  }

  async #readNames(): Promise<Map<number, string>> {
    const { labelSet } = (await this.#service.call('project', {}))!
    return new Map(labelSet.map(({ id, name }) => [id, name]))
  }
}
