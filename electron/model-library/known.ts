import { readFileSync } from 'node:fs'
import { type ErrorParams, GlanceError } from '../../models/errors.ts'
import { type KnownModel, registrySchema } from './calls.ts'
import { macsOf, parametersOf } from '../../models/deit/cost.ts'
import { knownModels } from '../../models/known-models.ts'

/**
 * What can be fetched: the models of the paper, or those of the JSON file that `GLANCE_KNOWN_MODELS` names;
 * `registrySchema` describes its form.
 *
 * @throws GlanceError `wrong-use` naming the file and the entry where it is not of that form
 */
export function listKnown(environment: NodeJS.ProcessEnv = process.env): readonly KnownModel[] {
  const file = environment['GLANCE_KNOWN_MODELS']
  return file ? readRegistry(file) : knownModels
}

/** The same where a damaged registry is to take nothing else away; it is reported to `onProblem`. */
export function listKnownOr(
  fallback: readonly KnownModel[],
  onProblem: (error: Error, file: string) => void = () => undefined,
): readonly KnownModel[] {
  try {
    return listKnown()
  } catch (error) {
    onProblem(error as Error, process.env['GLANCE_KNOWN_MODELS'] ?? '')
    return fallback
  }
}

/** The model of that id. @throws GlanceError `not-found` listing those there are */
export function findKnown(id: string, environment: NodeJS.ProcessEnv = process.env): KnownModel {
  const all = listKnown(environment)
  const found = all.find((model) => model.id === id)
  if (found !== undefined) return found
  throw new GlanceError('not-found', '"{id}" is not a model that can be downloaded.', 'Available: {models}.', {
    params: { id, models: all.map((model) => model.id).join(', ') },
  })
}

function readRegistry(file: string): KnownModel[] {
  const refuse = (message: string, params: ErrorParams, cause?: unknown): GlanceError =>
    new GlanceError(
      'wrong-use',
      message,
      'Correct the file, or unset GLANCE_KNOWN_MODELS for the models of the paper.',
      { params: { file, ...params }, cause },
    )
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw refuse(
      cause instanceof SyntaxError
        ? '{file}, which GLANCE_KNOWN_MODELS names, is not JSON: {reason}.'
        : '{file}, which GLANCE_KNOWN_MODELS names, cannot be read: {reason}.',
      { reason: (cause as Error).message },
      cause,
    )
  }
  const parsed = registrySchema.safeParse(content)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const more = parsed.error.issues.length - 1
    throw refuse(
      more > 0
        ? '{file}, which GLANCE_KNOWN_MODELS names, is not a valid list of models: {issue} (and {more} more).'
        : '{file}, which GLANCE_KNOWN_MODELS names, is not a valid list of models: {issue}.',
      { issue: issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`, more },
    )
  }
  return parsed.data.map(({ patch, labels, preprocessing, ...model }) => {
    const shape = {
      imageSize: model.size,
      patchSize: patch,
      width: model.width,
      depth: model.depth,
      heads: model.heads,
      hidden: 4 * model.width,
      classes: labels?.length ?? 1000,
      distilled: model.distilled,
      layerNormEps: 1e-6,
    }
    return {
      ...model,
      parameters: parametersOf(shape),
      macs: macsOf(shape),
      ...(labels === undefined ? {} : { labels }),
      ...(preprocessing === undefined ? {} : { preprocessing }),
    }
  })
}
