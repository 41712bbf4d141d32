import type { Action, ActionTable, PhotoItem } from './action.ts'

/** Every action of what is shown: the frame and each view offer a table of their own while they are there. */
export class Actions {
  /** What was offered last comes first: a view comes before the frame. */
  #tables = $state.raw<readonly ActionTable[]>([])

  /** Adds a table; gives the function that takes it away. Called when a component is mounted. */
  offer(table: ActionTable): () => void {
    this.#tables = [table, ...this.#tables]
    return () => {
      this.#tables = this.#tables.filter((one) => one !== table)
    }
  }

  /** The photos that actions are about, and how they get a class; null where no view shows photos. */
  get photos(): NonNullable<ActionTable['photos']> | null {
    return this.#tables.find(({ photos }) => photos !== undefined)?.photos ?? null
  }

  /** What is offered for an item of a photo's menu, by the view where it offers any. */
  ofItem(item: PhotoItem): readonly Action[] {
    const own = this.#tables.find(({ actions }) => actions.some((action) => action.item === item))
    return own?.actions.filter((action) => action.item === item) ?? []
  }

  /** All that can be done now, each once. */
  get possible(): readonly Action[] {
    const byId = new Map<string, Action>()
    for (const { actions } of this.#tables)
      for (const action of actions) {
        const isHidden = action.item !== undefined && !this.ofItem(action.item).includes(action)
        if (!isHidden && !byId.has(action.id) && isOn(action)) byId.set(action.id, action)
      }
    return [...byId.values()]
  }
}

/** Whether an action can be done now. */
export const isOn = (action: Action): boolean => action.isOn?.() ?? true

export const actions = new Actions()
