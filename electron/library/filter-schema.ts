import { z } from 'zod'
import { splits } from '../catalog/split.ts'

/** Which heads of the first model name the class that the second model guesses; only images with guesses of both have any of these. */
export const secondHeads = ['both', 'class', 'distillation', 'neither'] as const

/** What the library shows: every part narrows, an absent part lets all through. */
export const filterSchema = z.strictObject({
  /** Classes by name, with all kinds of them: the label where there is one, else the guess. */
  classes: z.array(z.string()).min(1).optional(),
  /** The same by the label alone, and by the guess alone. */
  labels: z.array(z.string()).min(1).optional(),
  guesses: z.array(z.string()).min(1).optional(),
  /** Lowest and highest confidence of the guess, both included. */
  confidence: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).optional(),
  /** Whether class token and distillation token name the same class first. */
  agreement: z.boolean().optional(),
  /** Whether the second model's first guess is the first's; only images with both pass. */
  opinion: z.boolean().optional(),
  /** Classes by name, with all kinds of them, by the second model's guess alone. */
  seconds: z.array(z.string()).min(1).optional(),
  /** Which heads of the first model name the second's class, or a kind of it. */
  secondHeads: z.enum(secondHeads).optional(),
  /** Whether the second model's guess is another class than the label; only images with both pass. */
  secondMismatch: z.boolean().optional(),
  status: z
    .array(z.enum(['labeled', 'pre-labeled', 'needs review', 'failed', 'new']))
    .min(1)
    .optional(),
  /** Whether the guess is another class than the label; only images with both pass. */
  mismatch: z.boolean().optional(),
  /** Who gave the label. */
  authors: z.array(z.string()).min(1).optional(),
  flagged: z.boolean().optional(),
  /** Whether there is a note. */
  noted: z.boolean().optional(),
  /** Whether labels from elsewhere contradict the label and nobody has decided yet. */
  conflict: z.boolean().optional(),
  splits: z
    .array(z.enum([...splits, 'none']))
    .min(1)
    .optional(),
  /** `exact`: another file has the same bytes; `near`: in a group of near-duplicates. */
  duplicates: z.enum(['exact', 'near']).optional(),
  /** A part of the file's relative path, in any case. */
  text: z.string().min(1).optional(),
  /** A folder with all below it; '' is the root itself. */
  folder: z.strictObject({ rootId: z.int().min(1), path: z.string() }).optional(),
  /** Bytes, both included. */
  size: z.tuple([z.number().min(0), z.number().min(0)]).optional(),
  /** The file's time in milliseconds since 1970, both included. */
  date: z.tuple([z.number(), z.number()]).optional(),
  /** These and no others, as a lasso or a search for similar photos gave them. */
  among: z.array(z.int().min(1)).optional(),
})
export type Filter = z.infer<typeof filterSchema>
