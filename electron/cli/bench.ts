import { z } from 'zod'
import { engineChoices } from '../../models/runtime/engine.ts'
import type { ServiceEvent } from '../api/events.ts'
import type { Measurement } from '../api/page.ts'
import type { Outcome } from '../api/outcome.ts'

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

/** The models that were measured; null where something else was measured, which prints figures. */
export type Bench = (args: BenchArgs, context: BenchContext) => Promise<Outcome<MeasuredModel[] | null>>
