import { z } from 'zod'
import { agreement } from './agreement.ts'
import { among } from './among.ts'
import { authors } from './authors.ts'
import { classes } from './classes.ts'
import { confidence } from './confidence.ts'
import { conflict } from './conflict.ts'
import { date } from './date.ts'
import { duplicates } from './duplicates.ts'
import type { FilterDefinition } from './filter.ts'
import { flagged } from './flagged.ts'
import { folder } from './folder.ts'
import { outside } from './outside.ts'
import { predictions } from './predictions.ts'
import { labels } from './labels.ts'
import { mismatch } from './mismatch.ts'
import { noted } from './noted.ts'
import { modelsAgree } from './models-agree.ts'
import { secondHeads } from './second-heads.ts'
import { secondMismatch } from './second-mismatch.ts'
import { seconds } from './seconds.ts'
import { size } from './size.ts'
import { splits } from './splits.ts'
import { status } from './status.ts'
import { text } from './text.ts'

/** All filters. Rows are compared in this order: first those that usually let the fewest through. */
export const filters = [
  among,
  folder,
  classes,
  labels,
  predictions,
  authors,
  seconds,
  secondHeads,
  secondMismatch,
  status,
  agreement,
  modelsAgree,
  mismatch,
  outside,
  flagged,
  noted,
  conflict,
  splits,
  duplicates,
  confidence,
  size,
  date,
  text,
] as const
type AnyFilter = (typeof filters)[number]

/** What the library shows: every part narrows, an absent part lets all through. */
export const filterSchema = z.strictObject(
  Object.fromEntries(filters.map(({ name, schema }) => [name, schema.optional()])) as {
    [One in AnyFilter as One['name']]: z.ZodOptional<One['schema']>
  },
)
export type Filter = z.infer<typeof filterSchema>

type CountsOf<One> = One extends FilterDefinition<string, z.ZodType, infer Counts> ? (x: Counts) => void : never
type AllCounts = CountsOf<AnyFilter> extends (x: infer All) => void ? All : never
/** How many images each filter would let through, all other filters applied. */
export type FilterCounts = {
  total: number
  /** Of all images that pass: how many have two maps, whose distance is known. */
  mapDistances: number
} & { [Key in keyof AllCounts]: AllCounts[Key] }

/** A filter with the value that is asked for. */
export interface ActiveFilter {
  definition: FilterDefinition
  wanted: unknown
}

/** The filters that a filter consists of. */
export const listActive = (filter: Filter): ActiveFilter[] =>
  filters.flatMap((definition) => {
    const wanted = filter[definition.name]
    return wanted === undefined ? [] : [{ definition, wanted }]
  })
