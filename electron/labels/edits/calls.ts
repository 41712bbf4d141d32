import { z } from 'zod'
import type { ImageCard } from '../../library/calls.ts'
import type { ClassRef } from '../../catalog/shown-prediction.ts'
import { classNameSchema } from '../class-name.ts'
import { classRef, imageId, imageIds as ids, projectFile as project } from '../../project/schemas.ts'
import { splits } from '../../catalog/split.ts'

/** What a label does to the labels that an image has. */
export const labelChanges = ['replace', 'add', 'remove', 'toggle'] as const
export type LabelChange = (typeof labelChanges)[number]

/**
 * What images are labeled with: a class of the project, a class that only the model has, which becomes the project's,
 * or a class that a person typed and the page does not know, made in the same edit.
 */
export type LabelTarget = ClassRef | { newName: string }

/** Classes that a page showed as predictions of images: they are meant, though others may be predicted by now. */
const seen = z.array(z.tuple([imageId, classRef])).optional()

/** Everything that a person does to images. Each is one edit, on the disk before it is answered. */
export const editCalls = {
  /**
   * One class for all of them; null takes their labels away. In a project with several labels an image, `add` and
   * `remove` leave the other labels alone and `toggle` removes it where all have it; with one label an image, adding
   * replaces.
   */
  setLabel: z.strictObject({
    project,
    ids,
    to: z.union([classRef, z.strictObject({ newName: classNameSchema })]).nullable(),
    how: z.enum(labelChanges).default('replace'),
  }),
  /** Every image's own prediction becomes its label. */
  acceptPredictions: z.strictObject({ project, ids, seen }),
  /** The prediction is wrong: it is not offered again for these images, and the next best takes its place. */
  rejectPredictions: z.strictObject({ project, ids, seen }),
  /**
   * A page of predictions looked through: those of `accept` become labels, those of `reject` are wrong. One edit.
   * `of`: the class that the whole page was asked about; otherwise each image's own prediction is meant.
   */
  sweep: z.strictObject({
    project,
    accept: z.array(z.int().min(1)),
    reject: z.array(z.int().min(1)),
    seen,
    of: classRef.optional(),
  }),
  /** What is not given stays. */
  setMark: z.strictObject({
    project,
    ids,
    flagged: z.boolean().optional(),
    note: z.string().max(10_000).nullable().optional(),
    split: z.enum(splits).nullable().optional(),
  }),
  undo: z.strictObject({ project }),
  redo: z.strictObject({ project }),
  /** Undoes or redoes until this edit is the last in effect; 0 undoes all. */
  jumpTo: z.strictObject({ project, editId: z.int().min(0) }),
  /** The newest first, undone ones included. */
  listHistory: z.strictObject({
    before: z.int().min(1).nullable().default(null),
    limit: z.int().min(1).max(1000).default(200),
  }),
}

export interface EditResult {
  /** null where nothing had to change. */
  editId: number | null
  /** How many images it touched. */
  count: number
  /** The images it touched, as they are now: the first thousand of them. */
  changed: ImageCard[]
  /** Names of the classes that it made, in the order of the label set. */
  newClasses: string[]
  canUndo: boolean
  canRedo: boolean
}
