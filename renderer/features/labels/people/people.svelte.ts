import type { ConflictSide } from '../../../../electron/api/page.ts'
import { tick } from 'svelte'
import { host } from '../../../host/host.ts'
import { edits } from '../../../app/edits.svelte.ts'
import { navigation } from '../../../app/navigation.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Who labels here, and where others contradict them. */
class People {
  /** The name kept with every edit; null until it is known. */
  author = $state<string | null>(null)
  /** Photos whose label is contradicted. */
  conflicts = $state(0)
  #run = 0

  async readAuthor(): Promise<void> {
    this.author = (await host.call('preferences', {}).catch(() => null))?.author ?? this.author
  }

  /** Called whenever photos may have changed. */
  async countConflicts(): Promise<void> {
    const run = ++this.#run
    const { counts, isFiltered } = photoList
    const count =
      isFiltered || counts === null
        ? (await host.call('countImages', { filter: { conflict: true } }).catch(() => null))?.total
        : counts.conflict
    if (run === this.#run && count !== undefined) this.conflicts = count
  }

  async showConflicts(): Promise<void> {
    navigation.panel = null
    navigation.view = 'library'
    await photoList.showWhole({ filter: { conflict: true } })
    await tick()
    // Keys are about the photos now.
    document.querySelector<HTMLElement>('[role="listbox"]')?.focus({ preventScroll: true })
  }

  /** Ends conflicts: of the selection, or of all that the list shows. Gives how many photos were touched, or null. */
  async resolve(ids: readonly number[], take: ConflictSide): Promise<number | null> {
    if (ids.length === 0) return null
    const count = await edits.run((project) => host.call('resolveConflicts', { project, ids: [...ids], take }), ids)
    // What is decided leaves a list of conflicts.
    if (count !== null && photoList.filter.conflict !== undefined) await photoList.reload()
    return count
  }
}

export const people = new People()
