import { z } from 'zod'
import { engineChoices } from '../../models/runtime/engine.ts'

/** Arguments that calls of several features take. */
export const imageId = z.int().min(1)
export const imageIds = z.array(imageId).min(1)
/** The catalog that ids are of: an edit that was meant for another project is refused. */
export const projectFile = z.string().min(1).optional()
/** A class of the project by its id, or a class that only the model has by the model's name of it. */
export const classRef = z.union([z.int().min(1), z.string().min(1).max(1000)])
export const path = z.string().min(1, 'must not be empty')
/** Confidence, 0 to 1. */
export const threshold = z.number().min(0).max(1)
/** Predictions of each head. */
export const topK = z.int().min(1).max(1000)
/** An installed model by its id or its file; `default` is the one that the person chose. */
export const model = z.string().min(1).default('default')
/** What runs a model: `auto` takes the GPU where it is faster. */
export const engine = z.enum(engineChoices)
