import type { Score } from './rows.ts'

/** Names of classes as numbers, the same number for the same name for as long as the table lives. */
export class NameTable {
  readonly names: string[] = []
  readonly #numbers = new Map<string, number>()

  /** The number of a name, a new one where it is new. */
  intern(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.names.length)
    return this.names.push(name) - 1
  }

  find(name: string): number | undefined {
    return this.#numbers.get(name)
  }
}

/**
 * A class as calls and saved filters name it: its id where it is the project's own. A model's class that the project
 * does not have has no id; it is called as in the model, where names never change, and is still meant by that name when
 * the project has it.
 */
export type ClassRef = number | string

/** What the predictions of a project are made of. */
export interface PredictionSources {
  /** The model's class names in index order. */
  labels: readonly string[]
  classes: readonly { id: number; name: string; originalName?: string | null; parentId: number | null }[]
  /**
   * Which class of the project a model's class is mapped to, null for none; one that is not listed is the class of its
   * name.
   */
  map: readonly { classIndex: number; classId: number | null }[]
  /** Whether the project's classes are all there is; else a model's class that is none of them is itself. */
  isClosed: boolean
}

/** What a model's classes are mapped to in a project. Classes are numbers of a NameTable. */
export interface PredictionRules {
  names: NameTable
  /** The model's class names in index order. */
  labels: readonly string[]
  /** The number of the class of the project that has a name or, where none has it, that had it originally. */
  named: ReadonlyMap<string, number>
  /** By class index; -1 where it is none of the classes that are predicted. */
  targets: Int32Array
  /** A class and all that it is a kind of, the class itself first; those without a parent are not in it. */
  lines: ReadonlyMap<number, readonly number[]>
  /** The number of a class of the project, by its id. */
  numbers: ReadonlyMap<number, number>
  /** The id of a class of the project, by its number. */
  ids: ReadonlyMap<number, number>
  /** Targets that several of the model's classes are mapped to. */
  shared: ReadonlySet<number>
}

/** A class of the project, as a number, with its probability, 0 to 1. */
export interface ShownPrediction {
  target: number
  confidence: number
}

/** Prepares what `choosePrediction` needs, once for all images. */
export function makeRules(
  { labels, classes, map, isClosed }: PredictionSources,
  names = new NameTable(),
): PredictionRules {
  const numbers = new Map(classes.map(({ id, name }) => [id, names.intern(name)]))
  const named = nameClasses(classes, numbers)
  const targets = Int32Array.from(labels, (label) => named.get(label) ?? (isClosed ? -1 : names.intern(label)))
  for (const { classIndex, classId } of map)
    if (classIndex < labels.length) targets[classIndex] = classId === null ? -1 : (numbers.get(classId) ?? -1)
  const seen = new Set<number>()
  const shared = new Set<number>()
  for (const target of targets) {
    if (seen.has(target) && target >= 0) shared.add(target)
    seen.add(target)
  }
  const ids = new Map([...numbers].map(([id, number]) => [number, id]))
  return { names, labels, named, targets, lines: makeLines(classes, numbers), numbers, ids, shared }
}

/** Of classes with the same original name the newest counts. */
function nameClasses(
  classes: PredictionSources['classes'],
  numbers: ReadonlyMap<number, number>,
): PredictionRules['named'] {
  const named = new Map<string, number>()
  for (const { id, originalName } of classes.toSorted((one, other) => one.id - other.id))
    if (originalName != null) named.set(originalName, numbers.get(id)!)
  for (const { id, name } of classes) named.set(name, numbers.get(id)!)
  return named
}

/** What a model's class of this name is mapped to, and the class of the project that has or had the name. */
export const findNamed = ({ labels, targets, named }: PredictionRules, name: string): number[] => [
  ...labels.flatMap((label, index) => (label === name && targets[index]! >= 0 ? targets[index]! : [])),
  ...(named.has(name) ? [named.get(name)!] : []),
]

function makeLines(classes: PredictionSources['classes'], numbers: ReadonlyMap<number, number>): Map<number, number[]> {
  const parents = new Map(classes.flatMap(({ id, parentId }) => (parentId === null ? [] : [[id, parentId] as const])))
  return new Map(
    [...parents.keys()].map((id) => {
      const line = new Set<number>() // a set, so that a circle in a damaged file ends, too
      for (let at: number | undefined = id; at !== undefined && !line.has(at); at = parents.get(at)) line.add(at)
      return [numbers.get(id)!, [...line].flatMap((member) => numbers.get(member) ?? [])]
    }),
  )
}

/**
 * The number of a class that a person rejected. One that was none of the project's is called as in the model, and is
 * the project's class of that name as soon as there is one.
 */
export const numberOf = ({ numbers, named, names }: PredictionRules, ref: ClassRef): number | undefined =>
  typeof ref === 'number' ? numbers.get(ref) : (named.get(ref) ?? names.find(ref))

/** What calls name a class by. */
export const refOf = ({ ids, names }: PredictionRules, number: number): ClassRef =>
  ids.get(number) ?? names.names[number]!

/** A class and all that it is a kind of, the nearest first. */
export const lineOf = (rules: PredictionRules, target: number): readonly number[] => rules.lines.get(target) ?? [target]

/**
 * Whether the first prediction alone says what is shown, so that the others need not be read: nothing is added up,
 * nothing can overtake it, and no ancestor can take its place. For images without rejections.
 */
export function isPlain(rules: PredictionRules, classIndex: number, confidence: number, threshold: number): boolean {
  const target = rules.targets[classIndex] ?? -1
  if (target < 0 || rules.shared.has(target)) return false
  // What is over one half cannot be overtaken by any sum of the rest.
  if (rules.shared.size > 0 && confidence <= 0.501) return false
  return confidence >= threshold || !rules.lines.has(target)
}

/**
 * What a model's predictions are in the project:
 * those of all its classes that are mapped to one class added up, highest first; what is mapped to none is left out.
 */
export function sumPredictions(
  rules: PredictionRules,
  predictions: readonly Score[],
  rejected: ReadonlySet<number> = new Set(),
): ShownPrediction[] {
  const sums = new Map<number, number>()
  for (const { classIndex, confidence } of predictions) {
    const target = rules.targets[classIndex] ?? -1
    if (target < 0 || lineOf(rules, target).some((member) => rejected.has(member))) continue
    sums.set(target, (sums.get(target) ?? 0) + confidence)
  }
  return [...sums]
    .map(([target, confidence]) => ({ target, confidence }))
    .sort((one, other) => other.confidence - one.confidence)
}

/**
 * The prediction that is shown of an image, from the model's predictions, highest first: probabilities of all model
 * classes that are mapped to one class are added up; what a person rejected, with all kinds of it, is left out. Where
 * the best stays below the threshold, the nearest class that it is a kind of, and whose kinds together reach the
 * threshold, takes its place (hedging; Deng et al. 2012, "Hedging Your Bets"). null where nothing is left.
 */
export function choosePrediction(
  rules: PredictionRules,
  predictions: readonly Score[],
  threshold: number,
  rejected: ReadonlySet<number> = new Set(),
): ShownPrediction | null {
  const sums = sumPredictions(rules, predictions, rejected)
  const [first] = sums
  if (first === undefined) return null
  const best = { target: first.target, confidence: Math.min(1, first.confidence) }
  if (best.confidence >= threshold) return best
  for (const ancestor of lineOf(rules, best.target).slice(1)) {
    let sum = 0
    for (const { target, confidence } of sums) if (lineOf(rules, target).includes(ancestor)) sum += confidence
    if (sum >= threshold) return { target: ancestor, confidence: Math.min(1, sum) }
  }
  return best
}
