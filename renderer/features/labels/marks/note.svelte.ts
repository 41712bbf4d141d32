import { navigation } from '../../../app/navigation.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Photos whose notes are read before the dialog opens; of more, those at hand say what is in it. */
const mostRead = 200

/** What the dialog of notes is about. */
class NoteTarget {
  ids = $state.raw<readonly number[]>([])

  /** Opens the dialog for these photos. */
  async write(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return
    this.ids = ids
    const unknown = ids.filter((id) => !photoList.cards.has(id))
    // A note that is not known would be written over unseen.
    if (unknown.length > 0 && ids.length <= mostRead) await photoList.fetchCards(unknown)
    navigation.panel = 'note'
  }
}

export const noteTarget = new NoteTarget()
