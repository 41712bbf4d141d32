import type { FolderLevel, ImportResult } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { lastPart, parentPath } from '../../../app/paths.ts'
import { places } from '../../project/places.svelte.ts'
import { current } from '../../../app/current-project.svelte.ts'
import { navigation } from '../../../app/navigation.svelte.ts'
import { attempt } from '../../../app/toasts.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Labels that come from elsewhere, and what became of the last of them. */
class Imports {
  isBusy = $state(false)
  outcome = $state.raw<{ name: string; result: ImportResult } | null>(null)

  /** `author` counts where the file names none. */
  async importCsv(file: File, author: string): Promise<void> {
    const who = author.trim()
    await attempt(() =>
      this.#run(file.name, async (project) =>
        host.call('importLabels', {
          project,
          name: file.name,
          text: await file.text(),
          ...(who === '' ? {} : { author: who }),
        }),
      ),
    )
  }

  async importFolders(level: FolderLevel): Promise<void> {
    await attempt(() =>
      this.#run(t('people:folders'), (project) => host.call('importFolderLabels', { project, level })),
    )
  }

  /** Another copy of the project, which the person looks for. */
  merge(): Promise<void> {
    const before = navigation.panel
    return places.ask({
      kind: 'project',
      title: t('project:chooseMerge'),
      button: t('project:merge'),
      hint: t('project:projectHint'),
      ...(current.project === null ? {} : { folder: parentPath(current.project.catalog) }),
      run: async (file) => {
        await this.#run(lastPart(file), (project) => host.call('mergeProject', { project, file }))
        navigation.panel = before
      },
    })
  }

  async #run(name: string, action: (project: string) => Promise<ImportResult>): Promise<void> {
    const catalog = current.project?.catalog
    if (catalog === undefined) return
    this.isBusy = true
    try {
      this.outcome = { name, result: await action(catalog) }
      // An import touches any number of photos, classes and people.
      await Promise.all([current.refresh(), photoList.reload(), photoList.refreshCards()])
    } finally {
      this.isBusy = false
    }
  }
}

export const imports = new Imports()
