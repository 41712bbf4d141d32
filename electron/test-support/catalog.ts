import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FoundFile, ImageContent, PredictionRecord } from '../catalog/rows.ts'
import type { Catalog } from '../catalog/connection.ts'
import { openCatalog } from '../catalog/open/open-catalog.ts'

/** For tests: a folder that is gone after the test. */
export function makeTempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'glance-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** For tests: a new catalog in a real file, closed and gone after the test. */
export function makeCatalog(): Catalog {
  const catalog = openCatalog(join(makeTempFolder(), 'project.glance'))
  onTestFinished(() => catalog.close())
  return catalog
}

/** For tests: `count` files in bytewise order. */
export function makeFiles(count: number): FoundFile[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `folder-${String(index % 100).padStart(2, '0')}/photo-${String(index).padStart(7, '0')}.jpg`,
    size: 1000 + index,
    mtime: 1_700_000_000_000 + index,
  }))
}

/** For tests: content with a hash that starts with `seed`. */
export function makeContent(seed: number): ImageContent {
  const hash = new Uint8Array(32)
  new DataView(hash.buffer).setUint32(0, seed)
  return { hash, width: 640, height: 480, format: 'jpeg' }
}

/** For tests: a distilled model's prediction, with maps by default. */
export function makePrediction(
  imageId: number,
  modelId: number,
  confidence = 0.1 + 0.2,
  hasMaps = true,
): PredictionRecord {
  return {
    imageId,
    modelId,
    fused: [
      { classIndex: 2, confidence },
      { classIndex: 0, confidence: Number.MIN_VALUE },
    ],
    cls: [{ classIndex: 2, confidence: 1 / 3 }],
    dist: [{ classIndex: 1, confidence: 2 / 3 }],
    agreement: false,
    embeddings: new Float32Array([0.1, -2.5e-30, 3]),
    rollout: hasMaps ? new Uint8Array([0, 255, 255, 85]) : null,
    mapDistance: hasMaps ? 0.75 : null,
  }
}
