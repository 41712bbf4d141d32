import type { SavedFilter } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { attempt, toasts } from '../../../app/toasts.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Filters that the project keeps by name. */
class SavedFilters {
  list = $state.raw<readonly SavedFilter[]>([])

  async load(): Promise<void> {
    const list = await host.call('listSavedFilters', {}).catch(() => null)
    if (list !== null) this.list = list
  }

  /** Keeps the library's filter under this name, in place of one that has it. */
  async save(name: string): Promise<boolean> {
    const list = await attempt(() => host.call('saveFilter', { name, filter: photoList.filter }))
    if (list === null) return false
    this.list = list
    toasts.show('info', t('filters:savedNow', { name }))
    return true
  }

  async delete(name: string): Promise<void> {
    const list = await attempt(() => host.call('deleteSavedFilter', { name }))
    if (list === null) return
    this.list = list
    toasts.show('info', t('filters:deletedNow', { name }))
  }

  async apply({ name, filter }: SavedFilter): Promise<void> {
    const { among, ...rest } = filter
    if (among === undefined) await photoList.show({ filter })
    else await photoList.showFound(among, name, { filter: rest })
  }
}

export const savedFilters = new SavedFilters()
