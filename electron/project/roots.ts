import { access, readdir, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { countImages, listRoots } from '../catalog/queries/images.ts'
import { type Root, samplePaths } from '../catalog/queries/roots.ts'
import type { ImageRow } from '../catalog/rows.ts'
import { GlanceError } from '../../models/errors.ts'
import type { RootInfo } from './calls.ts'
import { checkFolder } from './check-folder.ts'
import { realFolder } from './locate-project.ts'

/** Paths that are looked for where a folder is said to be now. */
const sampled = 200

/** The folders of the project that is shown, and whether they are there. */
export class ProjectRoots {
  readonly #catalog: ReadableCatalog
  #roots: Root[]
  #gone = new Set<number>()

  constructor(catalog: ReadableCatalog) {
    this.#catalog = catalog
    this.#roots = listRoots(catalog)
  }

  get all(): readonly Root[] {
    return this.#roots
  }

  /** Those that were there when they were looked for last. */
  get present(): readonly Root[] {
    return this.#roots.filter(({ id }) => !this.#gone.has(id))
  }

  /** Reads them again, after one came or moved, and looks for each. */
  async look(): Promise<void> {
    this.#roots = listRoots(this.#catalog)
    const known = this.#roots.map(({ id }) => countImages(this.#catalog, id))
    const gone = await Promise.all(
      this.#roots.map(({ path }, index) =>
        isGone(path, known[index]!.ok + known[index]!.failed + known[index]!.new > 0),
      ),
    )
    this.#gone = new Set(this.#roots.filter((_root, index) => gone[index]).map(({ id }) => id))
  }

  /** The path of an image. */
  locate({ rootId, path }: Pick<ImageRow, 'rootId' | 'path'>): string {
    return join(this.find(rootId).path, path)
  }

  /** @throws GlanceError `not-found` */
  find(rootId: number): Root {
    const root = this.#roots.find(({ id }) => id === rootId)
    if (root === undefined)
      throw new GlanceError('not-found', 'The project has no folder {id}.', '', { params: { id: rootId } })
    return root
  }

  describe(): RootInfo[] {
    return this.#roots.map(({ id, path }) => {
      const { missing, new: unseen, ok, failed } = countImages(this.#catalog, id)
      return { id, path, images: unseen + ok + failed, missing, isGone: this.#gone.has(id) }
    })
  }

  /**
   * The real path of a folder that the project is to have; `except` is the root that it takes the place of.
   *
   * @throws GlanceError `wrong-use` where it is, holds, or is in another root,
   * and what a scan throws for a folder that is not there
   */
  async checkNew(folder: string, except?: number): Promise<string> {
    const path = realFolder(folder)
    const other = this.#roots.find(
      (root) => root.id !== except && (isWithin(root.path, path) || isWithin(path, root.path)),
    )
    if (other !== undefined) {
      throw new GlanceError(
        'wrong-use',
        other.path === path
          ? '{path} is already a folder of the project: each photo would appear twice.'
          : isWithin(other.path, path)
            ? '{path} is inside {other}, a folder of the project: each photo would appear twice.'
            : '{path} contains {other}, a folder of the project: each photo would appear twice.',
        'Choose another folder.',
        { params: { path, other: other.path } },
      )
    }
    await checkFolder(path)
    return path
  }

  /** How many of so many known photos of a root are there under a folder. */
  async recognize(rootId: number, folder: string): Promise<{ found: number; of: number }> {
    const paths = samplePaths(this.#catalog, rootId, sampled)
    const found = await Promise.all(
      paths.map((path) =>
        access(join(folder, path)).then(
          () => true,
          () => false,
        ),
      ),
    )
    return { found: found.filter(Boolean).length, of: paths.length }
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** An empty folder where photos were is what is left of a drive that is not connected. */
async function isGone(path: string, hadPhotos: boolean): Promise<boolean> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder || !hadPhotos) return !isFolder
  return readdir(path).then(
    (names) => names.length === 0,
    () => false,
  )
}
