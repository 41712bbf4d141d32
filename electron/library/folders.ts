/** A folder of the project with photos right in it. */
export interface Folder {
  rootId: number
  path: string
}

/** Folders as numbers. */
export class Folders {
  readonly list: Folder[] = []
  #numbers = new Map<string, number>()

  /** The number of the folder that a file is in. */
  numberOf(rootId: number, file: string): number {
    const path = file.slice(0, Math.max(0, file.lastIndexOf('/')))
    const key = `${rootId}/${path}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.list.length)
    return this.list.push({ rootId, path }) - 1
  }

  clear(): void {
    this.list.length = 0
    this.#numbers = new Map()
  }
}

/** Whether a folder is another one or is in it. */
export const isIn = (folder: Folder, { rootId, path }: Folder): boolean =>
  folder.rootId === rootId && (path === '' || folder.path === path || folder.path.startsWith(`${path}/`))
