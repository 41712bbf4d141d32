import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '../project/resources.ts'
import type { Service } from '../project/service.ts'

/**
 * Notices what another process changes in the models folder, as an import in a terminal. It looks again and again:
 * events of files do not come from every file system, nor for a folder that is not there yet.
 */
export class FolderWatch {
  readonly #folder: string
  readonly #intervalMs: number
  #known: string | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(folder: string, { intervalMs = 1000 }: { intervalMs?: number } = {}) {
    this.#folder = folder
    this.#intervalMs = intervalMs
  }

  /** From now on `onChange` is called after every change that `see` did not announce. */
  start(onChange: () => void): void {
    this.see()
    this.#timer ??= setInterval(() => {
      const before = this.#known
      this.see()
      if (this.#known !== before) onChange()
    }, this.#intervalMs).unref()
  }

  /** What is there now is known already. */
  see(): void {
    this.#known = describeFiles(this.#folder)
  }

  close(): void {
    clearInterval(this.#timer)
  }
}

export const folderWatch: Resource<Service, FolderWatch> = {
  make: ({ data }) => new FolderWatch(data.models),
  close: (watch) => watch.close(),
}

/** Text that is another one where a model, a title or the default is. Files under way have other names. */
function describeFiles(folder: string): string {
  try {
    return readdirSync(folder)
      .filter((name) => /\.(onnx|json)$/.test(name))
      .sort()
      .map((name) => {
        const found = statSync(join(folder, name), { throwIfNoEntry: false })
        return `${name} ${found?.size} ${found?.mtimeMs}`
      })
      .join('\n')
  } catch {
    return '' // nothing imported yet
  }
}
