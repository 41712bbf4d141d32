import { z } from 'zod'

/*
 * What a model says of itself, as far as anything here relies on it: the file may have been made by anybody. What is
 * not listed passes, so that a file of a later version is read as far as it is known.
 */

/** Images a run that a file may ask for: more than a few are of no use, and a million would fill the memory. */
export const largestBatch = 256

const size = z.int().min(1).max(65_536)
const perChannel = (value: z.ZodNumber): z.ZodType => z.tuple([value, value, value])

const config = z.looseObject({
  imageSize: size,
  patchSize: size,
  width: size,
  depth: size,
  heads: size,
  hidden: size,
  classes: z.int().min(1),
  distilled: z.boolean(),
  layerNormEps: z.number().min(0),
  headInput: z.string().optional(),
})

export const metadataSchema = z
  .looseObject({
    kind: z.enum(['deit', 'foreign']),
    name: z.string(),
    labels: z.array(z.string()).min(1),
    preprocessing: z.looseObject({
      size,
      cropRatio: z.number().positive().max(1),
      interpolation: z.enum(['bicubic', 'bilinear', 'lanczos']),
      mean: perChannel(z.number()),
      std: perChannel(z.number().positive()),
    }),
    fingerprint: z.string().min(8),
    origin: z.looseObject({ file: z.string(), sha256: z.string(), scheme: z.string() }),
    knownId: z.string().optional(),
    publishedSize: size.optional(),
    taught: z.looseObject({ backbone: z.string(), labelCount: z.int().min(0).optional() }).optional(),
    config: config.optional(),
    foreign: z
      .looseObject({
        input: z.string(),
        output: z.string(),
        batch: z.int().min(1).max(largestBatch).nullable(),
        outputs: z.enum(['logits', 'probabilities']),
        embeddings: z.looseObject({ output: z.string(), width: size }).optional(),
      })
      .optional(),
  })
  .refine(({ labels, config }) => config === undefined || config.classes === labels.length, {
    path: ['labels'],
    message: 'expected one for each class',
  })
