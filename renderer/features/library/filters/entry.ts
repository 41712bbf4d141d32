import type { ClassRef, Filter, FilterCounts, ProjectInfo } from '../../../../electron/api/page.ts'
import type { statusLooks } from '../../photos/status.ts'

/** Something that a person can tick. */
export interface Option<Value> {
  value: Value
  name: string
  about?: string
  count: number | undefined
  /** Whether the name is a person's own, a class or an author. */
  isGiven?: boolean
  look?: (typeof statusLooks)[keyof typeof statusLooks]
}

/** What a chip says and the filter alone does not. */
export interface ChipWords {
  /** What an `among` is about. */
  foundBy: string | null
  nameClass: (ref: ClassRef) => string
}

/** One filter on the page. */
export interface FilterEntry<Value> {
  /** What its chip says. */
  chip: (value: Value, words: ChipWords) => string
  /** The section of the panel that it is in; absent where it is set elsewhere on the page. */
  section?: string
  /** One of these is ticked, or none. */
  one?: (counts: FilterCounts | null) => Option<Value>[]
  /** Any number of these are ticked. */
  any?: (
    counts: FilterCounts | null,
    chosen: Value | undefined,
  ) => Option<Value extends readonly (infer Item)[] ? Item : never>[]
}

/** What the page knows of every filter of the service. */
export type FilterEntries = { [Name in keyof Filter]-?: FilterEntry<NonNullable<Filter[Name]>> }

/** A part of the panel: the ticks of its filters under a title, or a control that draws all of it. */
export type FilterSection = { id: string; isShown?: (project: ProjectInfo | null) => boolean } & (
  | {
      /** A component of this folder. */
      control: string
    }
  | {
      title: () => string
      about?: () => string
      /** Whether it is unfolded until a person folds it. */
      isOpenFirst?: boolean
      /** Said where there is nothing to tick. */
      empty?: () => string
      /** A component of this folder, drawn below the ticks. */
      below?: string
    }
)
