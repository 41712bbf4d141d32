import { basename } from 'node:path'
import { app } from 'electron'
import type { ProjectInfo, RecentFolder } from '../api/page.ts'
import type { ServiceClient } from './service-client.ts'

/** How many projects the menu offers. */
const offered = 10

/** The projects that were open before, the last one first; the service keeps the list. */
export async function listRecent(service: ServiceClient): Promise<RecentFolder[]> {
  const outcome = await service.call('recentFolders', {})
  return 'ok' in outcome ? outcome.ok.slice(0, offered) : []
}

/** What a person knows a project by: its folder, or its file where they chose its place. */
export const placeOf = ({ root, catalog, name }: Pick<RecentFolder, 'root' | 'catalog' | 'name'>): string =>
  name === basename(root) ? root : catalog

/** Informs the system too, for its own list in the dock or the taskbar. */
export function addRecent(project: ProjectInfo): void {
  if (process.platform !== 'linux') app.addRecentDocument(placeOf(project))
}
