import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import { languages, themes } from '../api/desktop.ts'

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
const settingsSchema = z.object({
  theme: z.enum(themes).catch('system'),
  /** null until the page sets one: the system's. */
  language: z.enum(languages).nullable().catch(null),
  window: z.object({ bounds: boundsSchema, maximized: z.boolean(), fullScreen: z.boolean() }).nullable().catch(null),
})
export type Settings = z.infer<typeof settingsSchema>
export type WindowState = NonNullable<Settings['window']>

/** What the desktop app remembers from one start to the next; a damaged part of it gets its default. */
export class SettingsFile {
  readonly #file: string
  #settings: Settings

  constructor(file: string) {
    this.#file = file
    this.#settings = settingsSchema.parse(readJson(file))
  }

  get value(): Readonly<Settings> {
    return this.#settings
  }

  /** Without a flush: the main process must not wait for a disk, and nothing but convenience can be lost. */
  change(part: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...part }
    try {
      writeFileAtomicSync(this.#file, JSON.stringify(this.#settings), { flush: false })
    } catch (error) {
      console.error(`The window's settings are not kept: ${(error as Error).message}`)
    }
  }
}

function readJson(file: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof content === 'object' && content !== null ? content : {}
  } catch {
    return {}
  }
}
