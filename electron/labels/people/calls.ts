import { z } from 'zod'
import type { ClassReport } from '../classes/calls.ts'
import { imageIds, projectFile as project } from '../../project/schemas.ts'

/** Which folder of a path names the class. */
export const folderLevels = ['nearest', 'topmost'] as const
export type FolderLevel = (typeof folderLevels)[number]

/** Whose labels win a conflict. */
export const conflictSides = ['mine', 'theirs'] as const
export type ConflictSide = (typeof conflictSides)[number]

/** Who labels, and labels that come from elsewhere. */
export const peopleCalls = {
  listAnnotators: z.strictObject({}),
  /** Cohen's kappa of two annotators over the images that both labeled. */
  compareAnnotators: z.strictObject({ one: z.string(), other: z.string() }),
  /**
   * Labels from a CSV (`file_name,label` and, where it has one, `author`), one edit.
   * What contradicts a label becomes a conflict.
   */
  importLabels: z.strictObject({
    project,
    name: z.string().min(1),
    text: z.string(),
    author: z.string().trim().min(1).max(200).optional(),
  }),
  /** Every image without a label gets the name of its folder: the one it is in, or the topmost below the root. */
  importFolderLabels: z.strictObject({ project, level: z.enum(folderLevels) }),
  /**
   * Takes over the labels, notes, flags and splits of another copy of this project, by content or path of the images.
   */
  mergeProject: z.strictObject({ project, file: z.string().min(1) }),
  /** Ends conflicts: the label stays (`mine`), or what the other annotator said becomes the label (`theirs`). */
  resolveConflicts: z.strictObject({ project, ids: imageIds, take: z.enum(conflictSides) }),
}

export interface Agreement {
  /** Images that both labeled. */
  images: number
  /** Those with the same label. */
  agreed: number
  /**
   * Cohen's kappa (Cohen 1960), -1 to 1; null where it is not defined, as without common images or with one class only.
   */
  kappa: number | null
  /** What they said of the same images: [one's label, the other's label, images], most frequent first. */
  cells: { one: string; other: string; images: number }[]
}

export interface ImportResult extends ClassReport {
  editId: number | null
  /** Images that got a label. */
  added: number
  /** Images that had the same label. */
  same: number
  /** Images whose label is another one: kept, and listed as a conflict. */
  conflicts: number
  /** Lines or images that match no image of this project; the first hundred are named. */
  unknown: number
  unknownNames: string[]
  /** Classes that the project did not have. */
  newClasses: string[]
}
