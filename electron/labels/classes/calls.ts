import { modelRanks } from '../../catalog/rows.ts'
import { z } from 'zod'
import { classKeyPattern } from '../class-keys.ts'
import { classNameSchema } from '../class-name.ts'
import { projectFile as project } from '../../project/schemas.ts'

const id = z.int().min(1)
const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/, 'must be a colour like #4e79a7')
  .nullable()
const key = z.string().regex(classKeyPattern, 'must be one letter or digit, or “shift+” and a digit').nullable()
/** What a file holds, read by the page; a project is named by its path. */
const classSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('csv'), text: z.string() }),
  z.strictObject({ kind: z.literal('folders') }),
  z.strictObject({ kind: z.literal('project'), file: z.string().min(1) }),
])

/** Changes of the label set. Each is one edit, answered with an EditResult and undone as one. */
export const classCalls = {
  createClasses: z.strictObject({
    project,
    names: z.array(classNameSchema).min(1).max(10_000),
    parentId: id.nullable().default(null),
    /** Whether names may differ from others only in case; else that is an error, which names the other class. */
    allowSameName: z.boolean().default(false),
  }),
  changeClass: z.strictObject({
    project,
    id,
    name: classNameSchema.optional(),
    colour: colour.optional(),
    key: key.optional(),
    /**
     * Whether a key that another class has is taken from it; else that is an error, which names the class. `swap` gives
     * that class the key of this one in exchange.
     */
    takeKey: z.union([z.boolean(), z.literal('swap')]).default(false),
    /** As in `createClasses`. */
    allowSameName: z.boolean().default(false),
    description: z.string().max(10_000).optional(),
    parentId: id.nullable().optional(),
  }),
  /** The whole order, first to last. */
  reorderClasses: z.strictObject({ project, ids: z.array(id).min(1) }),
  /** All labels of `ids` become labels of `into`; the classes `ids` go. */
  mergeClasses: z.strictObject({ project, ids: z.array(id).min(1), into: id }),
  /**
   * The class goes; its labels move to `labelsTo`, or are taken away where that is null.
   * Its children move up to its parent.
   */
  deleteClass: z.strictObject({ project, id, labelsTo: id.nullable() }),
  /** One label an image or several. Switching takes no label away. */
  setLabelMode: z.strictObject({ project, multiLabel: z.boolean() }),
  /**
   * Whether the model's classes are predicted and offered beside the label set, or (closed) only its own are. A project
   * without a class has no label set to close.
   */
  openLabelSet: z.strictObject({ project, isOpen: z.boolean() }),
  /**
   * Adds the classes that a text file (one a line), a CSV (columns name, colour, key, description, parent),
   * the folders' names or another project has.
   */
  importClasses: z.strictObject({ project, source: classSource }),
  /** What each class of the model in use, or of the comparison model, is mapped to in this project. */
  listMapping: z.strictObject({ of: z.enum(modelRanks).default('first') }),
  setMapping: z.strictObject({
    project,
    of: z.enum(modelRanks).default('first'),
    entries: z
      .array(z.strictObject({ classIndex: z.int().min(0), classId: id.nullable() }))
      .min(1)
      .max(100_000),
  }),
}

/** One class of the model, and the class of the project that it is mapped to. */
export interface MappingEntry {
  classIndex: number
  modelClass: string
  /**
   * null: no class of the project. It is predicted then only where the label set is open and nobody mapped it to none,
   * as the class that it is.
   */
  classId: number | null
  /** Whether it is that class only by its name. */
  isByName: boolean
  /** The project's class that fits best; null where none does, or several as well. */
  suggestedId: number | null
  /** Why it is suggested; null where none is. */
  reason: SuggestionReason | null
  /** Images for which it is the model's first prediction. */
  images: number
}

/** Why a class of the project is suggested for a class of a model. */
export interface SuggestionReason {
  /**
   * Most labeled photos of which the model's class is predicted have it; the names or two synonyms are equal; a word of
   * the name is; or it is the nearest that the model's class is a kind of, as WordNet says.
   */
  because: 'labels' | 'name' | 'word' | 'parent'
  /** The name, the word or the kind that the class is called; null where labels say it. */
  via: string | null
  /** The photos that are labeled so. */
  images: number
}

/** What is not as asked for where classes come from elsewhere. */
export interface ClassReport {
  /** Names that differ from a class's only in case: that class was taken. */
  sameNames: { name: string; taken: string }[]
  /** Keys that another class has already, and what the new class got instead. */
  changedKeys: { name: string; wanted: string; given: string | null }[]
}
