import { host } from '../../host/host.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { attempt } from '../../app/toasts.svelte.ts'

/** A place on the disk that a person is asked for, and what is done with it. */
export interface PlaceRequest {
  kind: 'folder' | 'project' | 'save'
  title: string
  /** What the button says. */
  button: string
  hint?: string
  /** Where to begin: a folder; the home folder where not given. */
  folder?: string
  /** A file's name to begin with. */
  name?: string
  /** Continues with the path; what it throws is shown, and the person chooses again. */
  run: (path: string) => Promise<unknown>
}

/** What the page's own dialog is asked for, where the host has none of the system's. */
class Places {
  request = $state.raw<PlaceRequest | null>(null)

  /** Asks in the system's dialog where there is one, else in the page's. */
  async ask(request: PlaceRequest): Promise<void> {
    const choose =
      request.kind === 'folder' ? host.chooseFolderPath : request.kind === 'save' ? host.saveProjectDialog : null
    if (choose === null) {
      this.request = request
      navigation.panel = 'folder'
      return
    }
    const path = await attempt(() => choose(request.name ?? ''))
    if (path !== null) await attempt(() => request.run(path))
  }
}

export const places = new Places()
