import { z } from 'zod'
import type { ClassRef } from '../../catalog/shown-prediction.ts'
import { filterSchema } from '../filters/index.ts'

/** A comparison model beside the model in use. Its predictions are made by `startPrelabel` with `as: 'second'`. */
export const comparisonCalls = {
  /** Models that predicted in this project. */
  listComparisonModels: z.strictObject({}),
  /** Which of them is the comparison model; null for none. */
  setSecondModel: z.strictObject({ key: z.string().min(1).nullable() }),
  /**
   * Both models' first predictions over the photos that pass and that both have seen;
   * null where there is no comparison model.
   */
  compareModels: z.strictObject({ filter: filterSchema }),
  /** How often each model that predicted in the project is right, over its labels. */
  measureAccuracy: z.strictObject({}),
}

export interface ComparisonModel {
  /** The model's id. */
  key: string
  /** Images that it predicted. */
  images: number
  /** Whether its file is still there: without it nothing more can be predicted. */
  isInstalled: boolean
}

/**
 * Which head of the first model predicts the class that the comparison model predicts, or a kind of it; without a
 * distillation token only `class` and `neither` are more than 0.
 */
export interface HeadCounts {
  images: number
  /** Both heads do. */
  both: number
  classOnly: number
  distillationOnly: number
  neither: number
}

/** A class and what it is called. */
export interface NamedClassRef {
  ref: ClassRef
  name: string
}

export interface ModelComparison {
  first: string
  second: string
  /** Photos with a prediction of both. */
  images: number
  /** Those where the fused prediction of the first is the second's. */
  agree: number
  /** Cohen's kappa of the two; null where not defined. */
  kappa: number | null
  /**
   * How many of the project's classes each model can predict, and how many both can: where these are few, the models
   * cannot agree more often than chance has it.
   */
  classesInCommon: { first: number; second: number; both: number }
  heads: HeadCounts
  /** Whether the first model has a distillation token, as far as these photos show. */
  isDistilled: boolean
  /** By the comparison model's class, the most frequent first. */
  classes: ({ ref: ClassRef; name: string; agree: number } & HeadCounts)[]
  /**
   * What they predict where they differ: both classes, photos; most frequent first, two hundred at most.
   */
  pairs: { first: NamedClassRef; second: NamedClassRef; images: number }[]
  /** Over those of them with a label: whose prediction is right. */
  labeled: { images: number; both: number; firstOnly: number; secondOnly: number; neither: number }
}

/** How often a model's prediction is the project's label. */
export interface LabelAccuracy {
  modelId: string
  /** Images with a label and a prediction of this model. */
  images: number
  right: number
  /** Wilson's 95 % interval, 0 to 1. */
  interval: [number, number]
}
