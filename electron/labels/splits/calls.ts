import { z } from 'zod'
import { projectFile as project } from '../../project/schemas.ts'

/** Which images get a split. */
export const splitScopes = ['labeled', 'all'] as const
export type SplitScope = (typeof splitScopes)[number]

/** Splits of all images. One edit, answered with an EditResult. */
export const splitCalls = {
  /**
   * Stratified by class and seeded;
   * images with equal bytes, and near-duplicates where they were looked for, stay in one split.
   */
  assignSplits: z.strictObject({
    project,
    ratios: z.strictObject({ train: z.number().min(0), validation: z.number().min(0), test: z.number().min(0) }),
    seed: z.int().min(0).max(0xffffffff),
    /** `labeled`: only images with a label; the others get none. */
    scope: z.enum(splitScopes),
    /** Whether an image that has a split keeps it. */
    keep: z.boolean(),
  }),
}
