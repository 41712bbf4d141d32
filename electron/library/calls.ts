import { z } from 'zod'
import type { Score, LabelSource, Status } from '../catalog/rows.ts'
import type { Failure } from '../../models/errors.ts'
import type { ClassRef } from '../catalog/shown-prediction.ts'
import type { Split } from '../catalog/split.ts'
import { imageId } from '../project/schemas.ts'
import { type Filter, filterSchema } from './filters/index.ts'

export const sortSchema = z.strictObject({
  /**
   * Ascending, `agreement` begins with the heads that disagree and `status` with what needs review.
   * `duplicates` puts the photos of a group side by side, ungrouped ones last; `sweep` puts photos of one prediction
   * side by side, the most frequent prediction first and in it the most doubtful photo, those without a prediction
   * last; `modelsAgree` begins where the two models differ, and there with those where both are surest; `map-distance`
   * is how far the two tokens' maps are apart, those without first; `given` is the order of the filter's `among`.
   */
  by: z.enum([
    'name',
    'confidence',
    'class',
    'agreement',
    'status',
    'size',
    'date',
    'duplicates',
    'sweep',
    'comparison',
    'map-distance',
    'given',
  ]),
  descending: z.boolean().default(false),
})

export type Sort = z.infer<typeof sortSchema>

/** Where the next page begins: after this image, which was at this place of the whole order. */
export const cursorSchema = z.strictObject({ id: z.int().min(1), place: z.int().min(0) })

export type Cursor = z.infer<typeof cursorSchema>

/** Which images there are, in order, and how many of which kind. */
export const libraryCalls = {
  listImages: z.strictObject({
    filter: filterSchema,
    sort: sortSchema,
    after: cursorSchema.nullable().default(null),
    limit: z.int().min(1).max(50_000),
  }),
  getCards: z.strictObject({ ids: z.array(imageId).min(1).max(1000) }),
  getPhoto: z.strictObject({ id: imageId }),
  countImages: z.strictObject({ filter: filterSchema }),
  overview: z.strictObject({ filter: filterSchema }),
  /** Folders of the project's photos with counts, in order of their paths. */
  listImageFolders: z.strictObject({}),
  listSavedFilters: z.strictObject({}),
  /** A name that exists already gets the new filter. */
  saveFilter: z.strictObject({ name: z.string().trim().min(1).max(200), filter: filterSchema }),
  deleteSavedFilter: z.strictObject({ name: z.string().min(1) }),
}

export interface ImagePage {
  ids: number[]
  /** null where this was the last page. */
  next: Cursor | null
}

/** What a cell of the grid shows. */
export interface ImageCard {
  id: number
  path: string
  /** The folder that `path` is relative to. */
  rootId: number
  status: Status
  /** The first of its labels. */
  label: string | null
  /** All of its labels in the order of the label set; one at most where the project says so. */
  labels: string[]
  /** The ids of `labels`. */
  labelIds: number[]
  labelSource: LabelSource | null
  /** Who gave the label. */
  author: string | null
  flagged: boolean
  note: string | null
  split: Split | null
  /** Whether labels from elsewhere contradict its label. */
  hasConflict: boolean
  /** The prediction of one of the project's classes; null where there is none. */
  prediction: string | null
  /** The class of `prediction`. */
  predictionRef: ClassRef | null
  confidence: number | null
  agreement: boolean | null
  /** The comparison model's prediction, in the project's classes; null where there is none. */
  second: string | null
  secondConfidence: number | null
  /** Whether both models prediction the same; null where one of them has not predicted. */
  modelsAgree: boolean | null
  /** Total variation distance of the two tokens' rollouts, 0 to 1; null where there are not two. */
  mapDistance: number | null
  /** Whether attention maps are kept: fetch `files/map/<id>`. */
  hasMap: boolean
  /** Changes when the file's content does; part of its addresses, so that a browser's cache is never stale. */
  version: string
  /** Why it could not be read; null where it could. */
  error: Failure | null
}

/** Named predictions of one head. */
export type NamedScore = Omit<Score, 'classIndex'> & { ref: ClassRef; className: string }

/** What the review shows of one photo. */
export interface PhotoDetail extends ImageCard {
  /** Pixels after EXIF orientation; null until it was read. */
  width: number | null
  height: number | null
  bytes: number
  /** Whether the project's model has run on it, whatever it predicts. */
  hasRun: boolean
  /**
   * Top predictions in the project's classes, highest first:
   * of the average of both heads, of the class token, and of the distillation token.
   */
  fused: NamedScore[]
  cls: NamedScore[]
  dist: NamedScore[] | null
  /** The comparison model's predictions, highest first; null where it has none. */
  secondScores: { model: string; predictions: NamedScore[] } | null
  /** Classes that were predicted and that a person called wrong. */
  rejected: string[]
  /** What annotators said of it, as they said last. */
  votes: { author: string; classes: string[] }[]
  /** Milliseconds since 1970. */
  mtime: number
  /** What there is to see of the tokens' attention; null where nothing is. */
  map: AttentionMap | null
}

/**
 * `files/map/<id>` holds the rollout, uint8 [tokens, side²], each row scaled to a maximum of 255;
 * `files/attention/<id>` the single layers and heads, float32 [layers, heads, tokens, side²], softmax weights.
 */
export interface AttentionMap {
  tokens: number
  /** Patches a side. */
  side: number
  layers: number
  heads: number
  /** The part of the photo that the model saw. */
  crop: Crop
}

/** A square of the oriented photo, in its own pixels. */
export interface Crop {
  left: number
  top: number
  size: number
}

export interface Overview {
  total: number
  /** Images outside the project's classes: they are in none of `classes`. */
  outside: number
  /** Images of each class (the label, else the prediction) by status. */
  classes: { ref: ClassRef; name: string; labeled: number; preLabeled: number; needsReview: number; failed: number }[]
  /**
   * Predictions by confidence in twenty equal bins from 0 to 1, of images with a label that equals the prediction,
   * with one that differs, and without a label.
   */
  confidence: { right: number[]; wrong: number[]; open: number[] }
  /**
   * Labels against predictions, of images that have both:
   * [place of the label's class in `classes`, of the prediction's class, images]. Of a closed label set, `classes` are
   * all of its classes in their order; else those that occur.
   */
  confusion: {
    isClosed: boolean
    classes: { ref: ClassRef; name: string }[]
    cells: [label: number, prediction: number, images: number][]
    /** By the label's class: images that a model has run on and where none of the project's classes is predicted. */
    outside: number[]
  }
}

export interface ImageFolder {
  rootId: number
  /** `/`-separated, relative to the root; '' is the root itself. */
  path: string
  /** Images in it and below it. */
  images: number
}

export interface SavedFilter {
  name: string
  filter: Filter
}
