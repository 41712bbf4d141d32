import type { z } from 'zod'
import type { PredictionRules, NameTable } from '../../catalog/shown-prediction.ts'
import type { Columns } from '../columns.ts'
import type { Folders } from '../folders.ts'
import type { Kinds, Property } from '../kinds.ts'
import type { LabelSets } from '../label-sets.ts'
import type { TextMatch, Texts } from '../texts.ts'

/** What filters read: the columns of all images, and what the codes in them mean. */
export interface FilterSource {
  readonly columns: Columns
  readonly kinds: Kinds
  readonly labelSets: LabelSets
  readonly folders: Folders
  readonly names: NameTable
  readonly texts: Texts
  readonly rules: PredictionRules
  /** Of the comparison model. */
  readonly secondRules: PredictionRules
}

/** Columns whose values are codes, small enough for tables of all of them: how many codes each has. */
export const codeColumns = {
  kind: ({ kinds }: FilterSource) => kinds.size,
  folder: ({ folders }: FilterSource) => folders.list.length,
  labelSet: ({ labelSets }: FilterSource) => labelSets.size,
  prediction: ({ names }: FilterSource) => names.names.length + 1,
  second: ({ names }: FilterSource) => names.names.length + 1,
  shown: ({ labelSets, names }: FilterSource) => 2 * Math.max(labelSets.size, names.names.length + 1),
}
export type CodeColumn = keyof typeof codeColumns
/** Columns whose values are any numbers. */
export type NumberColumn = {
  [Name in keyof Columns['data']]: Columns['data'][Name] extends Float64Array ? Name : never
}[keyof Columns['data']]

/** Which images pass, as data: a million rows are compared in plain loops, without a call for each. */
export type Predicate =
  /** By the code of a column, 1 for those that pass. */
  | { codes: CodeColumn; passes: Uint8Array }
  /** Lowest and highest value, both included. */
  | { numbers: NumberColumn; range: readonly [number, number] }
  /** By row, 1 for those that pass. */
  | { rows: Uint8Array }
  /** Searched only in what passes all other filters. */
  | { text: TextMatch }

/** What is counted for a filter, over all images that pass the others; `read` makes the part of the answer of it. */
export type FilterCount<Counts> =
  /** Images by the code of a column. */
  | { codes: CodeColumn; read: (images: Uint32Array, source: FilterSource) => Counts }
  /** Images in equal bins from 0 to 1; a value below 0 is none. */
  | { binsOf: NumberColumn; bins: number; read: (images: Uint32Array) => Counts }
  /** The smallest and the largest value; null where there is none. */
  | { rangeOf: NumberColumn; read: (range: [number, number] | null) => Counts }

/** One filter: how it is written in a call, which images pass it, and what is counted for it. */
export interface FilterDefinition<
  Name extends string = string,
  Schema extends z.ZodType = z.ZodType,
  Counts = unknown,
> {
  name: Name
  schema: Schema
  /** What it asks of an image, where that has few values. */
  property?: Property
  match(wanted: z.infer<Schema>, source: FilterSource): Predicate
  count?: FilterCount<Counts>
}

/** Gives a filter the types of its name, its value and its counts. */
export const makeFilter = <const Name extends string, Schema extends z.ZodType, Counts = unknown>(
  filter: FilterDefinition<Name, Schema, Counts>,
): FilterDefinition<Name, Schema, Counts> => filter

/** A filter by a property with few values. */
export function makePropertyFilter<const Name extends string, Schema extends z.ZodType, Counts = unknown>({
  name,
  schema,
  property,
  passes,
  count,
}: {
  name: Name
  schema: Schema
  property: Property
  /** Whether an image with this value passes. */
  passes: (value: number, wanted: z.infer<Schema>) => boolean
  /** The part of the answer, of how many images have each value. */
  count?: (images: readonly number[]) => Counts
}): FilterDefinition<Name, Schema, Counts> {
  return {
    name,
    schema,
    property,
    match: (wanted, { kinds }) => ({
      codes: 'kind',
      passes: Uint8Array.from(kinds.table(property), (value) => Number(passes(value, wanted))),
    }),
    ...(count !== undefined && {
      count: {
        codes: 'kind',
        read: (images: Uint32Array, { kinds }: FilterSource) => count(kinds.sum(property, images)),
      },
    }),
  }
}

/** Lets nothing through. */
export const passNone = ({ columns }: FilterSource): Predicate => ({ rows: new Uint8Array(columns.count) })

/** Counts by the names of the codes. */
export const nameCounts = <Name extends string>(
  codes: Readonly<Record<Name, number>>,
  images: readonly number[],
): Record<Name, number> =>
  Object.fromEntries(Object.entries<number>(codes).map(([name, code]) => [name, images[code]!])) as Record<Name, number>
