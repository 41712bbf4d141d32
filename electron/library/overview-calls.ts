import { z } from 'zod'
import { type FilterCounts, filterSchema } from '../project/calls.ts'

const imageId = z.int().min(1)

/** Looking at many photos at once: counts, likeness, the map of the embeddings. */
export const overviewCalls = {
  countImages: z.strictObject({ filter: filterSchema }),
  overview: z.strictObject({ filter: filterSchema }),
  /** Folders of the project's photos with counts, in order of their paths. */
  listImageFolders: z.strictObject({}),
  /** The photos most like this one (cosine over the embeddings of both tokens), the likest first, itself left out. */
  findSimilar: z.strictObject({ id: imageId, limit: z.int().min(1).max(10_000).default(500) }),
  /** The photos with the same bytes as this one, or in its group of near-duplicates; itself among them. */
  listDuplicatesOf: z.strictObject({ id: imageId }),
  /** Looks for groups of photos whose embeddings are at least this alike; a job. */
  findNearDuplicates: z.strictObject({ threshold: z.number().min(0.5).max(1) }),
  /** Lays the embeddings out on a plane (UMAP); a job. Its result is at `files/embedding-map`. */
  startEmbeddingMap: z.strictObject({
    neighbors: z.int().min(2).max(200).default(15),
    minDistance: z.number().min(0).max(1).default(0.1),
    seed: z.int().min(0).default(1),
  }),
  listSavedFilters: z.strictObject({}),
  /** A name that is there already gets the new filter. */
  saveFilter: z.strictObject({ name: z.string().trim().min(1).max(200), filter: filterSchema }),
  deleteSavedFilter: z.strictObject({ name: z.string().min(1) }),
}

export interface Overview {
  total: number
  /** Images of each class (the label, else the guess) by status. */
  classes: { name: string; labeled: number; preLabeled: number; needsReview: number; failed: number }[]
  /** Guesses by confidence in twenty equal bins from 0 to 1, of images with a label that equals the guess, with one that differs, and without a label. */
  confidence: { right: number[]; wrong: number[]; open: number[] }
  /** Labels against guesses, of images that have both: [index of the label's class, index of the guess's class, images]. */
  confusion: { names: string[]; cells: [label: number, guess: number, images: number][] }
}

export interface SimilarImages {
  ids: number[]
  /** Cosines, -1 to 1, in the same order. */
  similarities: number[]
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
  filter: z.infer<typeof filterSchema>
}

export interface OverviewResults {
  countImages: FilterCounts
  overview: Overview
  listImageFolders: ImageFolder[]
  findSimilar: SimilarImages
  listDuplicatesOf: number[]
  findNearDuplicates: null
  startEmbeddingMap: null
  listSavedFilters: SavedFilter[]
  saveFilter: SavedFilter[]
  deleteSavedFilter: SavedFilter[]
}
