import type { EditResult, ServiceEvent } from '../../electron/api/page.ts'
import { host } from '../host/host.ts'
import { announceClasses, announceClosed } from './announce-classes.ts'
import { current } from './current-project.svelte.ts'
import { service } from './service.svelte.ts'
import { attempt, toasts } from './toasts.svelte.ts'

/** Milliseconds in which the answer to an edit comes, whatever came before it. */
const followAfter = 300

/** Asks the service for an edit. */
type EditAction = (project: string) => Promise<EditResult>

export type RemoteEdit = Extract<ServiceEvent, { type: 'edited' }>

/** A part of the page that shows what edits change. */
export interface EditFollower {
  /** An edit of this page is on the disk; `ids` are the photos that it was about, null where it named none. */
  own: (result: EditResult, ids: readonly number[] | null) => Promise<void>
  /** Another page made an edit. */
  remote: (edit: RemoteEdit) => Promise<void>
}

/** Edits of the project, their undo and redo: all go this way, so that whoever shows photos learns what changed. */
class Edits {
  /** Counts undos, redos and jumps in the history: what a view remembers of photos may be out of date. */
  rewound = $state(0)
  /** Photos that the last of them changed. */
  changed: readonly number[] = []
  /** The message that the label set is closed now. */
  #closed: number | null = null
  readonly #own: number[] = []
  /** The last edit's answer: edits are asked for one after the other, as they were made. */
  #answered: Promise<unknown> = Promise.resolve()
  readonly #followers = new Set<EditFollower>()

  start(): () => void {
    return service.on('edited', (event) => {
      // This page's own edits are reported to it, too, perhaps before their answer.
      setTimeout(() => void this.#follow(event), followAfter)
    })
  }

  follow(follower: EditFollower): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  /**
   * Makes an edit and shows its result; returns the number of photos it touched, or null where it failed. The page
   * shows a label only once the service has it on the disk. Without `ids`, the first of the touched photos that is in
   * the list gets the focus. `report` receives the reason of a failure, where a dialog has a place of its own for it.
   */
  async run(
    action: EditAction,
    ids: readonly number[] | null = null,
    report?: (reason: string) => void,
  ): Promise<number | null> {
    const answer = this.#answered.then(() => this.#ask(action, report))
    this.#answered = answer
    const result = await answer
    if (result === null) return null
    const before = current.project
    for (const { own } of this.#followers) await own(result, ids)
    // A class may be new, renamed or gone; an edit that touched no photo was about nothing else.
    const named = new Set(current.project?.labelSet.map(({ id }) => id))
    if (
      result.count === 0 ||
      ids === null ||
      result.newClasses.length > 0 ||
      result.changed.some(({ labelIds }) => labelIds.some((id) => !named.has(id)))
    )
      await current.refresh()
    // A dialog that shows failures in a place of its own shows its classes, too.
    if (report === undefined) announceClasses(result.newClasses)
    const after = current.project
    if (before?.isClosed === false && after?.isClosed === true && before.labelSet.length === 0 && after.model !== null)
      this.#closed = announceClosed(() => void this.openLabelSet(true))
    else if (after?.isClosed !== true && this.#closed !== null) {
      toasts.dismiss(this.#closed)
      this.#closed = null
    }
    return result.count
  }

  async #ask(action: EditAction, report: ((reason: string) => void) | undefined): Promise<EditResult | null> {
    const catalog = current.project?.catalog
    const result = catalog === undefined ? null : await attempt(() => action(catalog), report)
    if (result === null) return null
    if (result.editId !== null) this.#own.push(result.editId)
    if (current.project !== null && current.project.catalog === catalog)
      current.project = { ...current.project, canUndo: result.canUndo, canRedo: result.canRedo }
    return result
  }

  /** Whether the model's other classes are predicted and offered, too. */
  async openLabelSet(isOpen: boolean, report?: (reason: string) => void): Promise<number | null> {
    return this.run((project) => host.call('openLabelSet', { project, isOpen }), null, report)
  }

  async undo(): Promise<void> {
    await this.#travel((project) => host.call('undo', { project }))
  }

  async redo(): Promise<void> {
    await this.#travel((project) => host.call('redo', { project }))
  }

  /** To where this edit was the last; 0 is before the first. */
  async jumpTo(editId: number): Promise<void> {
    await this.#travel((project) => host.call('jumpTo', { project, editId }))
  }

  /** The service knows whether there is a step to take; the page may not have it from the last edit yet. */
  async #travel(step: EditAction): Promise<void> {
    if (current.project?.isReadOnly !== false) return
    let changed: readonly number[] = []
    const count = await this.run(async (project) => {
      const result = await step(project)
      changed = result.changed.map(({ id }) => id)
      return result
    })
    if (count === null) return
    this.changed = changed
    this.rewound++
  }

  async #follow(edit: RemoteEdit): Promise<void> {
    const own = this.#own.indexOf(edit.editId)
    if (own >= 0) {
      this.#own.splice(own, 1)
      return
    }
    for (const { remote } of this.#followers) await remote(edit)
    await current.refresh()
  }
}

export const edits = new Edits()
