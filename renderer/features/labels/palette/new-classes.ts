import { edits } from '../../../app/edits.svelte.ts'
import { host } from '../../../host/host.ts'

/** The names in a text, one a line; empty lines and names that were there before, in any case, are left out. */
export function readNames(text: string): string[] {
  const names = new Map<string, string>()
  for (const line of text.split(/[\r\n]+/)) {
    const name = line.normalize('NFC').trim()
    const key = name.toLowerCase()
    if (name !== '' && !names.has(key)) names.set(key, name)
  }
  return [...names.values()]
}

/** Adds classes to the label set as one edit; `report` receives why not. Gives whether they were added. */
export async function createClasses(names: readonly string[], report: (reason: string) => void): Promise<boolean> {
  const done = await edits.run((project) => host.call('createClasses', { project, names: [...names] }), null, report)
  return done !== null
}
