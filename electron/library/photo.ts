import { projectIndex } from './project-index.ts'
import { getImage } from '../catalog/queries/images.ts'
import type { Crop, NamedScore, PhotoDetail } from './calls.ts'
import { listVotes } from '../catalog/queries/labels.ts'
import { listRejected } from '../catalog/queries/rejections.ts'
import { getPrediction } from '../catalog/queries/predictions.ts'
import type { Score } from '../catalog/rows.ts'
import { GlanceError } from '../../models/errors.ts'
import type { DataFolder } from '../project/data-folder.ts'
import { getInstalled } from '../model-library/installed.ts'
import type { ModelMetadata } from '../../models/onnx/metadata.ts'
import { refOf, sumPredictions } from '../catalog/shown-prediction.ts'
import { type Preprocessing, resizedSide } from '../../models/deit/preprocess.ts'
import { readShown } from './shown-cards.ts'
import type { Project } from '../project/project.ts'
import { shownSource, type TaughtScore } from '../project/taught.ts'
import { listClasses } from '../catalog/queries/classes.ts'

/** Classes that the review lists of each head. */
const shownScores = 5

/** Everything that the review shows of one photo. */
export async function readDetail(project: Project, id: number): Promise<PhotoDetail> {
  const { catalog, model } = project
  const [card] = readShown(project, [id])
  const image = getImage(catalog, id)
  if (card === undefined || image === null)
    throw new GlanceError(
      'not-found',
      'There is no photo {id} in this folder.',
      'It may have been deleted; scan again.',
      { params: { id } },
    )
  const prediction = model === null ? null : getPrediction(catalog, id, model.id)
  // Predictions are given in the project's own classes: any other could be given by a click.
  const { rules, secondRules } = project.get(projectIndex)
  const name = (predictions: readonly Score[], by = rules): NamedScore[] =>
    sumPredictions(by, predictions)
      .slice(0, shownScores)
      .map(({ target, confidence }) => ({
        ref: refOf(by, target),
        className: rules.names.names[target]!,
        confidence: Math.min(1, confidence),
      }))
  const other = project.secondModel
  const otherPrediction = other === null ? null : getPrediction(catalog, id, other.id)
  const secondScores =
    other === null || otherPrediction === null
      ? null
      : { model: other.key, predictions: name(otherPrediction.fused, secondRules) }
  const { width, height } = image
  const detail = {
    ...card,
    width,
    height,
    bytes: image.size,
    hasRun: prediction !== null,
    mtime: image.mtime,
    votes: listVotes(catalog, id),
    rejected: listRejected(catalog, id),
    secondScores,
  }
  if (prediction === null) return { ...detail, fused: [], cls: [], dist: null, map: null }
  const taught = await readTaught(project, id)
  return {
    ...detail,
    fused: taught?.fused ?? name(prediction.fused),
    cls: taught?.cls ?? name(prediction.cls),
    dist: taught === null ? prediction.dist && name(prediction.dist) : taught.dist,
    map: readMap(prediction.rollout, prediction.dist !== null, image, project.data, model!.key),
  }
}

/** What heads that learned from the labels say of a photo; null where the model's own predictions are shown. */
async function readTaught(
  project: Project,
  id: number,
): Promise<{ fused: NamedScore[]; cls: NamedScore[]; dist: NamedScore[] | null } | null> {
  const { taught } = project.get(shownSource)
  const scores = (await taught?.explain([id], shownScores))?.get(id)
  if (scores === undefined) return null
  const names = new Map(listClasses(project.catalog).map((one) => [one.id, one.name]))
  const name = (list: readonly TaughtScore[]): NamedScore[] =>
    list.flatMap(({ classId, confidence }) => {
      const className = names.get(classId)
      return className === undefined ? [] : [{ ref: classId, className, confidence }]
    })
  return { fused: name(scores.fused), cls: name(scores.cls), dist: scores.dist && name(scores.dist) }
}

function readMap(
  rollout: Uint8Array | null,
  distilled: boolean,
  { width, height }: { width: number | null; height: number | null },
  data: DataFolder,
  key: string,
): PhotoDetail['map'] {
  if (rollout === null || width === null || height === null) return null
  const tokens = distilled ? 2 : 1
  const metadata = readMetadata(data, key)
  if (metadata?.config === undefined) return null
  const { preprocessing, config } = metadata
  const { depth: layers, heads } = config
  return {
    tokens,
    side: Math.sqrt(rollout.length / tokens),
    layers,
    heads,
    crop: seenSquare(width, height, preprocessing),
  }
}

/** What predictions were made by may be gone, or was never installed: they stay, and what the model saw is unknown. */
function readMetadata(data: DataFolder, key: string): ModelMetadata | null {
  try {
    return getInstalled(data.models, key).metadata
  } catch (error) {
    if (error instanceof GlanceError) return null
    throw error
  }
}

/**
 * The square of the photo, in its own pixels, that is left after its shorter side was resized and the centre cut out.
 */
export function seenSquare(width: number, height: number, preprocessing: Preprocessing): Crop {
  const size = Math.min(width, height) * (preprocessing.size / resizedSide(preprocessing))
  return { left: (width - size) / 2, top: (height - size) / 2, size }
}
