import type { ProjectInfo, RecentFolder, RootInfo } from '../../../electron/api/page.ts'
import { host } from '../../host/host.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { lastPart, parentPath, projectFileName } from '../../app/paths.ts'
import { type PlaceRequest, places } from './places.svelte.ts'
import { current } from '../../app/current-project.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { attempt, toasts } from '../../app/toasts.svelte.ts'

/** What a person does with whole projects and their folders; places on the disk are asked for. */

/** Opens in one of the service's ways. @throws Error that says why not */
async function open(name: string, action: () => Promise<ProjectInfo>): Promise<void> {
  if (!(await current.openWith(name, action))) throw new Error(current.openError ?? '')
}

/** The folder of the project's file, to begin a search there. */
const homeFolder = (): { folder?: string } =>
  current.project === null ? {} : { folder: parentPath(current.project.root) }

/** What the page's own dialog asks for when nothing else is. */
export const openFolderRequest = (): PlaceRequest => ({
  kind: 'folder',
  title: t('dialogs:openFolder'),
  button: t('dialogs:open'),
  hint: t('dialogs:subfolders'),
  run: (folder) => open(folder, () => host.call('openFolder', { folder })),
})

/** The system's dialog, or the page's own where there is none. */
export async function chooseFolder(): Promise<void> {
  if (host.openFolderDialog === null) navigation.panel = 'folder'
  else await current.openWith('', host.openFolderDialog)
}

/** The photos that came with Glance, for who has none at hand. */
export async function openExamples(): Promise<void> {
  await current.openWith(t('welcome:examples'), () => host.call('openExamples', {}))
}

/** Looks for photos that came, changed or went. */
export async function rescan(): Promise<void> {
  await attempt(() => host.call('rescan', {}))
}

export async function openProject(): Promise<void> {
  if (host.openProjectDialog !== null) await current.openWith('', host.openProjectDialog)
  else {
    await places.ask({
      kind: 'project',
      title: t('project:chooseProject'),
      button: t('project:open'),
      hint: t('project:projectHint'),
      ...homeFolder(),
      run: (file) => open(file, () => host.call('openProject', { file })),
    })
  }
}

/** Its photos' folder first, then where its file goes. */
export function newProject(): Promise<void> {
  return places.ask({
    kind: 'folder',
    title: t('project:chooseNewFolder'),
    button: t('project:next'),
    hint: t('dialogs:subfolders'),
    ...homeFolder(),
    run: (folder) =>
      places.ask({
        kind: 'save',
        title: t('project:chooseNewFile'),
        button: t('project:save'),
        hint: t('project:projectHint'),
        folder: parentPath(folder),
        name: projectFileName(lastPart(folder)),
        run: (file) => open(file, () => host.call('newProject', { file, folder })),
      }),
  })
}

/** Does what leads back to the panel that asked for it. */
async function stay(action: () => Promise<ProjectInfo>, panel: typeof navigation.panel): Promise<void> {
  await current.show(await action())
  navigation.panel = panel
}

export function addFolder(): Promise<void> {
  const before = navigation.panel
  return places.ask({
    kind: 'folder',
    title: t('project:chooseAdd'),
    button: t('project:add'),
    hint: t('dialogs:subfolders'),
    ...homeFolder(),
    run: (folder) => stay(() => host.call('addFolder', { folder }), before),
  })
}

/** A folder of the project was moved. */
export function relinkFolder(root: RootInfo): Promise<void> {
  const before = navigation.panel
  return places.ask({
    kind: 'folder',
    title: t('project:chooseRelink', { name: lastPart(root.path) }),
    button: t('project:useFolder'),
    hint: t('project:relinkHint'),
    folder: parentPath(root.path),
    async run(folder) {
      await stay(() => host.call('relinkFolder', { rootId: root.id, folder }), before)
      toasts.show('info', t('project:relinked', { folder }))
    },
  })
}

/** Writes the project into another file; `opens` shows that one from then on. */
export function saveCopy({ opens = current.project?.isReadOnly === true } = {}): Promise<void> {
  const before = navigation.panel
  const { name = 'project' } = current.project ?? {}
  return places.ask({
    kind: 'save',
    title: t('project:chooseCopy'),
    button: t('project:save'),
    hint: t('project:projectHint'),
    ...homeFolder(),
    name: projectFileName(`${name} 2`),
    async run(file) {
      await host.call('saveCopy', { file })
      toasts.show('info', t('project:copied', { file }))
      navigation.panel = before
      if (opens) await open(file, () => host.call('openProject', { file }))
    },
  })
}

/** A project that was shown before, by its file: the folder may have other projects. */
export function openRecent({ root, catalog }: RecentFolder): Promise<boolean> {
  return current.openWith(root, () => host.call('openProject', { file: catalog }))
}
