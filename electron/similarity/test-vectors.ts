import { ensureRoot, findImage } from '../catalog/images.ts'
import { ensureModel } from '../catalog/models.ts'
import { storePredictions } from '../catalog/predictions.ts'
import { recordScan } from '../catalog/scan.ts'
import { makeCatalog, makeContent, makeFiles, makePrediction } from '../catalog/test-catalog.ts'
import { makeRandom } from './random.ts'
import { Vectors } from './vectors.ts'

/** For tests and measurements: embeddings in clusters, some of them nearly the same as one before; the same for the same seed. */
export function makeEmbeddings({ count, dims, clusters = 20, spread = 0.3, copies = 0.05, seed = 1 }: {
  count: number; dims: number; clusters?: number; spread?: number; copies?: number; seed?: number
}): Float32Array[] {
  const random = makeRandom(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const centres = Array.from({ length: clusters }, () => Float32Array.from({ length: dims }, normal))
  const made: Float32Array[] = []
  for (let index = 0; index < count; index++) {
    const isCopy = index > 0 && random() < copies
    const from = isCopy ? made[Math.floor(random() * index)]! : centres[index % clusters]!
    made.push(from.map((value) => value + normal() * (isCopy ? spread * 0.1 : spread)))
  }
  return made
}

/** For tests and measurements: vectors of these embeddings; ids begin at 1. */
export function makeVectors(embeddings: readonly Float32Array[], tokens = 2): Vectors {
  const vectors = new Vectors(embeddings[0]?.length ?? 0, embeddings.length)
  embeddings.forEach((embedding, index) => vectors.set(index + 1, embedding, tokens))
  return vectors
}

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
    storePredictions(catalog, [{ content: makeContent(imageId), prediction: { ...makePrediction(imageId, modelId), embeddings: values } }])
  embeddings.forEach((values, index) => predict(ids[index]!, values))
  return { catalog, rootId, modelId, ids, files, predict }
}
