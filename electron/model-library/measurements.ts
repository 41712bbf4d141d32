import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { z } from 'zod'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import { type Measurement, measuredEngines } from './calls.ts'
import type { DataFolder } from '../project/data-folder.ts'

const measurementSchema: z.ZodType<Measurement> = z.object({
  modelId: z.string(),
  engine: z.enum(measuredEngines),
  description: z.string(),
  imagesPerSecond: z.number().positive(),
  loadSeconds: z.number().nonnegative(),
  memory: z.number().nonnegative().nullable(),
  measuredAt: z.number(),
  machine: z.string(),
})

/** This machine, as figures name it. */
export const describeMachine = (): string =>
  `${cpus()[0]?.model.trim() ?? process.arch} × ${availableParallelism()}, ${process.platform}`

/**
 * What was measured on this machine, each model and engine as it was measured last.
 * A data folder may have been on another one.
 */
export const readMeasurements = (data: DataFolder): Measurement[] =>
  readAll(data).filter(({ machine }) => machine === describeMachine())

/**
 * Keeps a measurement in place of the one before of the same model, engine and machine; on the disk when it returns.
 */
export function keepMeasurement(data: DataFolder, fresh: Measurement): void {
  const others = readAll(data).filter(
    ({ modelId, engine, machine }) => modelId !== fresh.modelId || engine !== fresh.engine || machine !== fresh.machine,
  )
  writeFileAtomicSync(data.measurements, JSON.stringify([...others, fresh]))
}

/** A damaged file, or a damaged part of it, is measured again and not worth an error. */
function readAll({ measurements }: DataFolder): Measurement[] {
  try {
    const kept = JSON.parse(readFileSync(measurements, 'utf8')) as unknown
    return Array.isArray(kept) ? kept.flatMap((one) => measurementSchema.safeParse(one).data ?? []) : []
  } catch {
    return []
  }
}
