import { z } from 'zod'
import type { ErrorDetails, Failure } from '../../models/errors.ts'
import type { ClassRef } from '../catalog/shown-prediction.ts'
import { type TeachMode, teachModes } from '../catalog/teach-modes.ts'
import type { ExportResult } from '../formats/calls.ts'
import type { ImportResult } from '../labels/people/calls.ts'
import type { LibraryModel } from '../model-library/calls.ts'
import { imageId, imageIds, projectFile as project } from '../project/schemas.ts'
import { type PredictionSource, predictionSources } from './constants.ts'

/** A share of right labels that is aimed at, 0 to 1. */
export const share = z.number().min(0.5).max(0.9999)

/** What a person calls a model. */
export const modelTitle = z.string().trim().min(1).max(200)

/** Learning from labels: what was learned, what to ask next, and the audit that proves the result. */
export const teachCalls = {
  /** What was learned; begins to learn where that has not begun. */
  getTeaching: z.strictObject({}),
  /** `auto`: whichever predicts more of the project's photos right, as far as its labels tell. */
  setTeaching: z.strictObject({
    project,
    source: z.enum([...predictionSources, 'auto']).optional(),
    /** `auto`: whichever is right most often on labels that it did not see. */
    mode: z.enum([...teachModes, 'auto']).optional(),
    target: share.optional(),
  }),
  /** What to label next: the question with the best yield. Answers are `sweep` and `setLabel`, as anywhere else. */
  askNext: z.strictObject({
    project,
    /** Photos that were left for later. */
    skip: z.array(imageId).max(10_000).default([]),
  }),
  /** A page of the likeliest photos of one class that have no label: for rare classes. */
  findMore: z.strictObject({ project, classId: z.int().min(1) }),
  /** Installs what was learned as a model under this name; one that was taught before under that name is replaced. */
  exportTaughtModel: z.strictObject({ project, name: modelTitle }),
  /** Labels that are likely wrong, the likeliest first: another class fits better where the label is left out. */
  listSuspicious: z.strictObject({ limit: z.int().min(1).max(10_000).default(200) }),
  /**
   * Labels of suspicious photos that are right after all: what speaks against each is called wrong for it, as one edit.
   */
  confirmLabels: z.strictObject({ project, ids: imageIds }),
  /** How many photos an audit would look at if it began now. */
  previewAudit: z.strictObject({ project, target: share }),
  /** Freezes labels and predictions and draws the sample that is looked at. */
  startAudit: z.strictObject({ project, target: share }),
  /** The audit that is open, or null. */
  getAudit: z.strictObject({}),
  /** What a person says of photos of the sample: the class that is right. The labels are set in the same edit. */
  answerAudit: z.strictObject({
    project,
    /** Photos of which the frozen class is right. */
    right: z.array(imageId),
    wrong: z.array(z.strictObject({ id: imageId, classId: z.int().min(1) })),
  }),
  /** Ends the audit once all of its sample is answered. */
  finishAudit: z.strictObject({ project }),
  /** Gives the audit up; what was answered stays as labels, and the next audit must be stricter. */
  abandonAudit: z.strictObject({ project }),
  /** Makes the frozen predictions of the audit that reached its target labels, as one edit: its statement stands. */
  acceptAudited: z.strictObject({ project }),
}

/** Why nothing is learned, or how far it is. */
export type TeachingState =
  /** Fewer than two classes have labels. */
  | 'few-labels'
  /** No model has run on the photos: heads need its embeddings. */
  | 'no-embeddings'
  /** The project gives photos several labels: heads tell classes apart of which one is right. */
  | 'several-labels'
  /** Embeddings are read, or heads are fitted for the first time. */
  | 'learning'
  | 'ready'
  /** It failed; `failure` says why. */
  | 'failed'

/** What was learned from a project's labels. */
export interface Teaching {
  state: TeachingState
  failure: Failure | null
  /** Whose predictions are shown, and what the person chose. */
  source: PredictionSource
  choice: PredictionSource | 'auto'
  /** How the person chose that labels are learned; which way is used is in `modes`. */
  mode: TeachMode | 'auto'
  /** How well each way of learning does, the usual one first; empty before it was computed. */
  modes: ModeQuality[]
  /** Models whose embeddings are used, by their ids. */
  models: string[]
  /** Photos that can be predicted, and those without an embedding. */
  photos: number
  withoutEmbedding: number
  /** Labels that were learned from, and the classes that have any. */
  labels: number
  classes: number
  /** How often a label is predicted when it is left out; null before it was computed. */
  leftOut: LeftOutAccuracy | null
  /** By how much probabilities are believed, 0 to 1. */
  trust: number
  /** Predictions that a person has answered; from 80 on there is an estimate. */
  answered: number
  /** Expected share of photos that are right, labels and predictions together; null before there is an estimate. */
  estimate: number | null
  /** By how much the estimate may be off, as far as the answers tell, 0 to 1. */
  margin: number
  target: number
  perClass: ClassQuality[]
  /** Accuracy when left out, after so many labels, in the order in which they came. */
  curve: { labels: number; accuracy: number }[]
  /** Labels that are likely wrong. */
  suspicious: number
  statement: AuditStatement | null
}

export interface LeftOutAccuracy {
  rows: number
  right: number
  /** Wilson's interval at 95 %. */
  interval: [low: number, high: number]
}

/**
 * A way of learning. Each is measured on the same labels, which it did not see: left out one by one where all ways
 * learn from labels alone; where a second model has run and there is a teacher, a fifth of the labels at a time.
 */
export interface ModeQuality {
  mode: TeachMode
  /** Share of those labels that it predicts; null where no class has two labels. */
  accuracy: number | null
  /** Labels that were left out. */
  rows: number
  isUsed: boolean
}

/** How well one class is known, by leaving each label out. */
export interface ClassQuality {
  classId: number
  className: string
  labels: number
  /** Share of those predicted to be it that are; null where none is. */
  precision: number | null
  /** Share of its labels that are predicted; null where none could be left out. */
  recall: number | null
}

/** What a person is asked. */
export interface TeachQuestion {
  /**
   * `first`: typical photos, where nothing is known yet. `singles`: photos to label one by one, the least certain
   * first. `page`: photos of one prediction: mark the wrong ones, accept the rest.
   */
  kind: 'first' | 'singles' | 'page'
  /** The class of a page. */
  ref: ClassRef | null
  className: string | null
  ids: number[]
  /**
   * For each of them how likely it is of that class, of its own prediction where there is none: by what the labels
   * teach, whichever predictions are shown. Empty where nothing was learned.
   */
  chances: number[]
  /** How many of them are expected to be wrong. */
  expectedWrong: number
  /** Photos without a label. */
  left: number
  estimate: number | null
  target: number
}

/**
 * Why a label is suspicious: another class is likelier where it is left out; an equal file or a near-duplicate has
 * another label; another annotator said something else.
 */
export type SuspicionReason = 'unlikely' | 'duplicate' | 'annotator'

export interface SuspiciousLabel {
  id: number
  reason: SuspicionReason
  label: string
  /** The class that speaks against it. */
  predicted: string
  predictedId: number
  /** Probabilities of both, the label left out; null where not they speak against it. */
  ownConfidence: number | null
  predictedConfidence: number | null
}

/** How large an audit would be. */
export interface AuditSize {
  total: number
  /** Photos that no person decided one by one: the sample is drawn from them. */
  population: number
  /** null where it would fail: fewer are right by the estimate than the target asks for. */
  sampled: number | null
}

/** An audit under way. */
export interface AuditProgress {
  target: number
  population: number
  total: number
  sampled: number
  answered: number
  /** Wrong ones found so far, and how many the target allows in this sample. */
  errors: number
  allowed: number
  /** The next photos to look at, each with its frozen class. */
  page: { id: number; classId: number; className: string }[]
}

/** What an audit proved. */
export interface AuditStatement {
  /** `open`: photos of the audit have no label yet; `ended`: labels or photos changed since. */
  state: 'stands' | 'open' | 'ended'
  /** At least this share of the photos is right. */
  share: number
  target: number
  reached: boolean
  confidence: number
  total: number
  sampled: number
  errors: number
  /** Milliseconds since 1970. */
  date: number
  /** Labels and photos that differ from what was audited. */
  changed: number
  /** The same in words. */
  text: string
  details: ErrorDetails
  /** Whether it still holds, in words. */
  standing: ErrorDetails
}

/** What was learned, as a model of the model library. */
export interface TaughtModel {
  model: LibraryModel
  /** Ids of the models of that name that it took the place of. */
  replaced: string[]
  /** Heads on other models' embeddings decide in the project, too: the model alone may answer otherwise. */
  isPart: boolean
}

/** What the terminal's `teach` did. */
export interface TeachResult {
  /** The project's file. */
  catalog: string
  /** Photos that are there, and those of them that cannot be read. */
  images: number
  failed: number
  /** Runs of the models in this call, and photos that were answered by an equal file's prediction. */
  inferred: number
  copied: number
  /** Files and folders that the scan could not read. */
  unreachable: number
  /** Whether it was stopped before it had learned; the same call resumes. */
  cancelled: boolean
  seconds: number
  /** Labels from a file; null where none was given. */
  imported: ImportResult | null
  /** null where it was cancelled, as all below. */
  learned: TaughtFigures | null
  /** null where none was given. */
  target: { share: number; isReached: boolean } | null
  export: ExportResult | null
  model: WrittenModel | null
}

/** What was learned, in figures. */
export interface TaughtFigures extends Pick<Teaching, 'photos' | 'labels' | 'classes' | 'leftOut' | 'answered'> {
  /** Ids of the models whose embeddings were learned from, the project's own first. */
  models: string[]
  /** Labels of photos without an embedding. */
  unusedLabels: number
  /** Answered predictions from which on there is an estimate. */
  answersNeeded: number
  estimate: number | null
  /** By how much the estimate may be off, 0 to 1. */
  margin: number
  /** How many of the labeled photos the model predicts right by itself; null where that is not known. */
  modelAlone: { images: number; right: number } | null
  /** Whether the labels teach more than the model knows, as far as they tell. */
  isBetter: boolean
}

/** A model that was installed, and written into a file where one was named. */
export interface WrittenModel extends Pick<TaughtModel, 'replaced' | 'isPart'> {
  id: string
  name: string
  file: string | null
}
