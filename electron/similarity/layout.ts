import { UMAP } from 'umap-js'
import { findDirections, project } from './directions.ts'
import { Neighbours } from './neighbours.ts'
import { drawSample, makeRandom, type Random } from '../lib/random.ts'
import type { Vectors } from './vectors.ts'

/**
 * Dimensions that the vectors are reduced to before neighbours are looked for:
 * most of how photos differ is in far fewer.
 */
const width = 50
/** Images that are laid out together; the others are placed among them. */
const defaultSample = 20_000
/** Neighbours that such an image is placed by. */
const anchors = 5
/** Which parts of the work the searches, the layout and the placing are, for a person who watches. */
const parts = [0.3, 0.9] as const

export interface LayoutOptions {
  /** Neighbours of each image that the layout keeps together, itself among them as in the paper. */
  neighbors: number
  /** How close points may lie: 0 in clumps, 1 spread out. */
  minDistance: number
  seed: number
  sample?: number
}

/** Coordinates on a plane, by row. */
export interface Layout {
  x: Float32Array
  y: Float32Array
}

/**
 * Lays vectors out on a plane so that neighbours stay neighbours: UMAP (McInnes, Healy & Melville 2018, arXiv
 * 1802.03426), over the strongest principal components, begun from the first two. The same vectors and seed give the
 * same plane. Gives how much is done, 0 to 1.
 */
export function* layOut(
  vectors: Vectors,
  { neighbors, minDistance, seed, sample: sampleSize = defaultSample }: LayoutOptions,
): Generator<number, Layout> {
  const { size } = vectors
  const random = makeRandom(seed)
  const directions = findDirections(vectors, width, seed)
  yield 0
  const sample = Int32Array.from(drawSample(random, new Int32Array(size).keys(), sampleSize)).toSorted()
  const points = project(vectors, sample, directions, width)
  const index = new Neighbours(points, width)
  const plane =
    sample.length <= 4
      ? startPlane(points, random)
      : yield* fit(points, index, { neighbors: Math.min(neighbors, sample.length - 1), minDistance, random })

  const layout: Layout = { x: new Float32Array(size), y: new Float32Array(size) }
  sample.forEach((row, place) => {
    layout.x[row] = plane[place]![0]!
    layout.y[row] = plane[place]![1]!
  })
  const isFitted = new Set(sample)
  for (let row = 0; row < size && sample.length < size; row++) {
    if (isFitted.has(row)) continue
    const [x, y] = placeAmong(plane, index.find(project(vectors, [row], directions, width), anchors))
    layout.x[row] = x
    layout.y[row] = y
    if (row % 20 === 0) yield parts[1] + (1 - parts[1]) * (row / size)
  }
  return layout
}

function* fit(
  points: Float32Array,
  index: Neighbours,
  { neighbors, minDistance, random }: { neighbors: number; minDistance: number; random: Random },
): Generator<number, number[][]> {
  const count = points.length / width
  const found: { indices: number[]; distances: number[] }[] = []
  for (let place = 0; place < count; place++) {
    const { indices, distances } = index.find(points.subarray(place * width, (place + 1) * width), neighbors)
    found.push({ indices, distances })
    if (place % 20 === 0) yield parts[0] * (place / count)
  }
  const umap = new UMAP({ nComponents: 2, nNeighbors: neighbors, minDist: minDistance, random })
  // Exact ones, looked for step by step: the package's own search holds the thread until it is through.
  umap.setPrecomputedKNN(
    found.map(({ indices }) => indices),
    found.map(({ distances }) => distances),
  )
  const epochs = umap.initializeFit(Array.from({ length: count }, () => []))
  // It begins at random, which leaves the places of far groups to chance. These rows are what its steps move.
  const plane = umap.getEmbedding()
  startPlane(points, random).forEach(([x, y], place) => {
    ;[plane[place]![0], plane[place]![1]] = [x, y]
  })
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step()
    yield parts[0] + (parts[1] - parts[0]) * (epoch / epochs)
  }
  return plane
}

/** The first two components, as large as the layout begins, and a little noise that parts equal photos. */
function startPlane(points: Float32Array, random: Random): [number, number][] {
  const count = points.length / width
  const axes = [0, 1].map((axis) => Float64Array.from({ length: count }, (_, place) => points[place * width + axis]!))
  const means = axes.map((axis) => axis.reduce((sum, value) => sum + value, 0) / count)
  const largest = Math.max(
    1e-9,
    ...axes.map((axis, which) => axis.reduce((most, value) => Math.max(most, Math.abs(value - means[which]!)), 0)),
  )
  const at = (which: 0 | 1, place: number): number =>
    ((axes[which]![place]! - means[which]!) / largest) * 10 + (random() - 0.5) * 1e-3
  return Array.from({ length: count }, (_, place) => [at(0, place), at(1, place)])
}

/** The mean of the neighbours' places, nearer ones counting more. */
function placeAmong(
  plane: readonly number[][],
  { indices, distances }: { indices: number[]; distances: number[] },
): [number, number] {
  const weights = distances.map((distance) => 1 / (distance + 1e-6))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const along = (axis: 0 | 1): number =>
    indices.reduce((sum, index, which) => sum + plane[index]![axis]! * weights[which]!, 0) / total
  return [along(0), along(1)]
}
