import { z } from 'zod'
import { type Filter, filterSchema } from '../library/filters/index.ts'
import { imageId } from '../project/schemas.ts'
import { mapKinds } from './constants.ts'
import type { AttentionMap } from '../library/calls.ts'

export type MapKind = (typeof mapKinds)[number]

/** Which photos faithfulness is measured on, and how finely. */
export const faithfulnessSample = {
  photos: z.int().min(1).max(5000),
  /** Points of a curve beside its first. */
  steps: z.int().min(2).max(196).default(14),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
}

/**
 * The attention explorer: maps of one photo, of many photos, and how faithful they are.
 * Beside the calls there are files, all of the model in use:
 * `files/attention/<id>`: float32 [layers, heads, tokens, side²], the special tokens' softmax weights over the patches;
 * `files/fused/<id>?fusion=mean`:
 * float32 [layers, S, S], whole matrices with their heads fused, S = tokens + side²: what a rollout needs;
 * `files/patch/<id>?patch=<0…side²−1>`: float32 [layers, heads, S], what this patch attends to, special tokens first.
 */
export const attentionCalls = {
  explorePhoto: z.strictObject({ id: imageId }),
  /** Mean rollouts of all photos that pass and have maps. */
  meanMaps: z.strictObject({ filter: filterSchema }),
  /** The curves that were measured last with the model in use; null where none were. */
  faithfulness: z.strictObject({}),
  /** Measures deletion and insertion curves on a random sample of the photos that pass; a job. */
  startFaithfulness: z.strictObject({
    filter: filterSchema.default({}),
    ...faithfulnessSample,
    photos: faithfulnessSample.photos.default(24),
    maps: z.array(z.enum(mapKinds)).min(1).optional(),
  }),
}

/** One photo's attention in numbers, per layer and head. */
export interface PhotoAttention extends AttentionMap {
  model: string
  /** Pixels a side of the model's input, and of one patch. */
  imageSize: number
  patchSize: number
  /**
   * Mean attention distance in pixels of the model's input,
   * over all patches [layers][heads] (Dosovitskiy et al. 2020, figure 7).
   */
  distance: number[][]
  /**
   * Entropy in bits of the rows over all S tokens [layers][heads]; `patches` is their mean.
   * `distillation` is null on a plain model.
   */
  entropy: { class: number[][]; distillation: number[][] | null; patches: number[][] }
  /** Total variation distance of the two tokens' rollouts over the patches, 0 to 1; null on a plain model. */
  mapDistance: number | null
}

/** Mean maps over the patches, each a share that adds up to 1; row by row, side². */
export interface MeanMaps {
  /** Photos that went into them. */
  images: number
  side: number
  class: number[]
  /** null on a plain model, as are those below. */
  distillation: number[] | null
  /** Mean of the absolute differences: where the tokens differ most, whichever looks there. */
  disagreement: number[] | null
  /** Mean total variation distance of the two tokens' maps. */
  distance: number | null
  /** The photos whose maps differ most, the most first, a hundred at most. */
  farthest: { id: number; distance: number }[]
}

/** Deletion and insertion (Petsiuk, Das and Saenko 2018, RISE) of one map kind: means over the photos. */
export interface FaithfulnessCurve {
  map: MapKind
  /**
   * Probability of the class that the whole photo gets, at each of the `shares`: deleted or inserted, steps + 1 points.
   */
  deletion: number[]
  insertion: number[]
  /**
   * Area under the curve, 0 to 1, and its standard error over the photos (0 of a single one).
   * A good map has a low deletion and a high insertion.
   */
  deletionArea: number
  deletionError: number
  insertionArea: number
  insertionError: number
  /**
   * How far insertion − deletion is above the random map's, photo by photo, and the standard error of that: the same
   * photos being easy or hard for every map does not count. null for the random map, and where it was not measured.
   */
  gain: number | null
  gainError: number | null
}

export interface Faithfulness {
  model: string
  /** Photos that were measured; those that could not be read are not among them. */
  photos: number
  /** What they were drawn from. */
  filter: Filter
  /** Runs of the model, one image each. */
  runs: number
  /** Share of the patches that are replaced at each point, from 0 to 1. */
  shares: number[]
  steps: number
  seed: number
  /** Milliseconds since 1970. */
  measuredAt: number
  curves: FaithfulnessCurve[]
}
