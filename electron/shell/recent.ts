import { app } from 'electron'
import type { ServiceClient } from './service-client.ts'

/** How many folders the menu offers. */
const offered = 10

/** The folders that were open before, the last one first; the service keeps the list. */
export async function listRecent(service: ServiceClient): Promise<{ root: string; name: string }[]> {
  const outcome = await service.call('recentFolders', {})
  return 'ok' in outcome ? outcome.ok.slice(0, offered) : []
}

/** Tells the system too, for its own list in the dock or the taskbar. */
export function addRecent(root: string): void {
  if (process.platform !== 'linux') app.addRecentDocument(root)
}
