import { ensureRoot, findImage } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { storePredictions } from '../catalog/queries/predictions.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { makeCatalog, makeContent, makeFiles, makePrediction } from './catalog.ts'

/** For tests: the mean of the tokens' cosines, by the definition. */
export function similarityOf(one: Float32Array, other: Float32Array, tokens = 2): number {
  const width = one.length / tokens
  let sum = 0
  for (let token = 0; token < tokens; token++) {
    let [dot, a, b] = [0, 0, 0]
    for (let k = token * width; k < (token + 1) * width; k++) {
      dot += one[k]! * other[k]!
      a += one[k]! ** 2
      b += other[k]! ** 2
    }
    sum += a === 0 || b === 0 ? 0 : dot / Math.sqrt(a * b)
  }
  return sum / tokens
}

/** For tests: a catalog whose images have these embeddings by one model, in the order of their ids. */
export function makeEmbeddingCatalog(embeddings: readonly (Float32Array | null)[]) {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const modelId = ensureModel(catalog, 'tiny', ['a', 'b', 'c'])
  const files = makeFiles(embeddings.length)
  recordScan(catalog, rootId, files)
  const ids = files.map(({ path }) => findImage(catalog, rootId, path)!.id)
  const predict = (imageId: number, values: Float32Array | null): void =>
    storePredictions(catalog, [
      { content: makeContent(imageId), prediction: { ...makePrediction(imageId, modelId), embeddings: values } },
    ])
  embeddings.forEach((values, index) => predict(ids[index]!, values))
  return { catalog, rootId, modelId, ids, files, predict }
}
