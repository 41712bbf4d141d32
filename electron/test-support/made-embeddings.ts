import { makeRandom, type Random } from '../lib/random.ts'
import { Vectors } from '../similarity/vectors.ts'

/**
 * For tests and measurements: embeddings in clusters,
 * some of them nearly the same as one before; the same for the same seed.
 */
export function makeEmbeddings({
  count,
  dims,
  clusters = 20,
  spread = 0.3,
  copies = 0.05,
  seed = 1,
  centreSeed = seed,
}: {
  count: number
  dims: number
  clusters?: number
  spread?: number
  copies?: number
  seed?: number
  /** Of the clusters' centres, for more embeddings of the same clusters. */
  centreSeed?: number
}): Float32Array[] {
  const random = makeRandom(seed)
  const normal = (): number => drawNormal(random)
  const centreRandom = centreSeed === seed ? random : makeRandom(centreSeed)
  const centres = Array.from({ length: clusters }, () =>
    Float32Array.from({ length: dims }, () => drawNormal(centreRandom)),
  )
  const made: Float32Array[] = []
  for (let index = 0; index < count; index++) {
    const isCopy = index > 0 && random() < copies
    const from = isCopy ? made[Math.floor(random() * index)]! : centres[index % clusters]!
    made.push(from.map((value) => value + normal() * (isCopy ? spread * 0.1 : spread)))
  }
  return made
}

/** By Box and Muller. */
const drawNormal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** For tests and measurements: vectors of these embeddings; ids begin at 1. */
export function makeVectors(embeddings: readonly Float32Array[], tokens = 2): Vectors {
  const vectors = new Vectors(embeddings[0]?.length ?? 0, embeddings.length)
  embeddings.forEach((embedding, index) => vectors.set(index + 1, embedding, tokens))
  return vectors
}
