import { z } from 'zod'
import { engineChoices } from '../../models/runtime/engine.ts'
import type { ServiceEvent } from '../api/events.ts'
import type { Measurement } from '../api/page.ts'
import type { Outcome } from '../api/outcome.ts'

/** What a simulated person is asked: what the service asks, the smallest margins, or any photos. */
export const teachPolicies = ['auto', 'margin', 'random'] as const

/** What `glance bench` takes; the measuring itself is a program of its own, in a checkout's `build/bench`. */
export const benchSchema = z.strictObject({
  /** Photos to measure on; made ones where not given. */
  folder: z.string().min(1).optional(),
  model: z.string().min(1).default('default'),
  engine: z.enum(engineChoices).default('auto'),
  photos: z.int().min(16).max(100_000).default(512),
  rounds: z.int().min(1).max(20).default(3),
  /** Measure installed models instead: those of these ids, all of them where there is none. */
  modelLibrary: z.array(z.string().min(1)).optional(),
  /** Measure browsing instead, in a catalog of so many made images. */
  catalog: z.int().min(1000).max(10_000_000).optional(),
  /** Measure the page and the desktop app instead. */
  page: z.boolean().default(false),
  /** Let simulated persons label this folder of class folders instead. */
  teach: z.string().min(1).optional(),
  /** A second model that joins in. */
  teacher: z.string().min(1).optional(),
  /** Simulated persons, each with other first photos. */
  seeds: z.int().min(1).max(100).default(3),
  policy: z.enum(teachPolicies).default('auto'),
  /** How probable it is that a person overlooks a wrong photo on a page. */
  userMisses: z.number().min(0).max(1).default(0),
  /** Measure how fast labels are learned instead, in a project of so many made photos. */
  teachSize: z.int().min(1000).max(1_000_000).optional(),
})
export type BenchArgs = z.output<typeof benchSchema>

/** One line of a bench table: a quantity, its figure, and the aim where there is one. */
export interface Figure {
  type: 'figure'
  name: string
  value: number
  unit: string
  aim?: string
}

/** How fast a model is here, with what else decides between models. */
export interface MeasuredModel extends Measurement {
  title: string
  /** Pixels a side. */
  size: number
  /** Multiply-accumulates of one image; null for an external classifier. */
  macs: number | null
  /** ImageNet top-1, 0 to 1, of these weights at this resolution; null where none was published. */
  top1: number | null
}

export interface BenchContext {
  emit: (event: ServiceEvent | Figure) => void
  signal: AbortSignal
}

/** The models or the labeling that were measured; null where something else was measured, which prints figures. */
export type Measured = MeasuredModel[] | MeasuredTeaching | null

export type Bench = (args: BenchArgs, context: BenchContext) => Promise<Outcome<Measured>>

/** Shares of right photos, labels and predictions together, that simulated persons label up to. */
export const teachLevels = ['0.97', '0.99', '0.995'] as const

/** Actions for each photo of the project until a share was right; null where it never was. */
export type ActionsAPhoto = Record<(typeof teachLevels)[number], number | null>

/** How simulated persons labeled a folder, and whether what was said of the result is true. */
export interface MeasuredTeaching {
  folder: string
  photos: number
  classes: number
  model: string
  teacher: string | null
  policy: (typeof teachPolicies)[number]
  userMisses: number
  /** Means over the seeds; null where a seed did not come so far. */
  actionsAPhoto: ActionsAPhoto
  everyEstimateHeld: boolean
  everyAuditHeld: boolean
  /** With all labels given, each left out in turn. */
  leftOut: { rows: number; right: number; accuracy: number }
  seconds: FitSeconds
  seeds: MeasuredSeed[]
}

export interface FitSeconds {
  /** From a label's answer to the new predictions: median over all questions, and with all labels given. */
  fit: number
  fitAtAllLabels: number
  /** Processor time with all labels given: heads and predictions, and leaving every label out. */
  learnProcessor: number
  calibrateProcessor: number
}

/** What one simulated person did. */
export interface MeasuredSeed {
  seed: number
  questions: number
  pages: number
  actions: number
  actionsAPhoto: ActionsAPhoto
  /** At the end. */
  labels: number
  accuracy: number
  estimate: MeasuredEstimate
  /** Each on a copy of the project; `when` is what began it. */
  audits: MeasuredAudit[]
  seconds: number
}

/** An estimate that was shown, and what was true then. */
export interface ShownEstimate {
  labels: number
  estimate: number
  /** By how much it may be off, as it says itself. */
  margin: number
  accuracy: number
}

/** How the estimates that were shown compare with the truth. */
export interface MeasuredEstimate {
  /** How many were shown. */
  shown: number
  first: ShownEstimate | null
  /** The largest estimate minus truth; 0 where none was too high. */
  largestOver: number
  /** Where that was. */
  worst: ShownEstimate | null
  /** Whether none was too high by more than 0.02. */
  held: boolean
  /** Shown estimates that were too high by more than their own margin. */
  beyondMargin: number
}

export interface MeasuredAudit {
  when: 'estimated' | 'end'
  labels: number
  /** Why there was none; null where it was carried out. */
  refused: string | null
  sampled: number
  /** Wrong ones that the person found. */
  errors: number
  /** What the person did for it: a key a page, a click and a key for each wrong photo. */
  actions: number
  reached: boolean
  /** At least this share is right, it says; null where the target was not reached. */
  share: number | null
  /** What is right once its result is taken over. */
  accuracy: number
  /** Whether the statement is true; null where there is none. */
  held: boolean | null
}
