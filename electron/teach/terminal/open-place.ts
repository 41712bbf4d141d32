import { statSync } from 'node:fs'
import type { Catalog } from '../../catalog/connection.ts'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import type { Root } from '../../catalog/queries/roots.ts'
import { scanFolder } from '../../images/scan.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { CallContext } from '../../project/context.ts'
import { nameProject, realFolder } from '../../project/locate-project.ts'
import { findProjectFile } from '../../project/recent.ts'
import { ProjectRoots } from '../../project/roots.ts'
import { beginScans, recordFolder, reportRefused } from '../../project/scan-roots.ts'

/** A project that a command works on, in step with its folders. */
export interface OpenPlace {
  catalog: Catalog
  /** What the project is called. */
  name: string
  /** The folders that are there; of a folder that was given, that one alone. */
  roots: Root[]
  /** The folder that was given; null for a project. */
  rootId: number | null
  /** Files and folders that the scan could not read. */
  unreachable: number
}

type Context = Pick<CallContext, 'data' | 'emit' | 'signal'>

/** Opens the project of a folder, or a project's file, and looks through its folders. Close the catalog of it. */
export async function openPlace(place: string, catalogFile: string | undefined, context: Context): Promise<OpenPlace> {
  if (statSync(place, { throwIfNoEntry: false })?.isFile() !== true) return openFolder(place, catalogFile, context)
  if (catalogFile !== undefined)
    throw new GlanceError('wrong-use', '{file} is a file, and a project file was given, too.', 'Give a folder.', {
      params: { file: place },
    })
  return openFile(place, context)
}

async function openFolder(folder: string, catalogFile: string | undefined, context: Context): Promise<OpenPlace> {
  const root = realFolder(folder)
  const file = catalogFile ?? findProjectFile(context.data, root)
  // A folder that is not there must not leave an empty project behind: the scan's first step comes before the catalog.
  const scan = scanFolder(root, { signal: context.signal })
  const first = await scan.next()
  const catalog = openCatalog(file)
  return closeOnError(catalog, async () => {
    const rootId = ensureRoot(catalog, root)
    const unreachable = await recordFolder(catalog, rootId, scan, first, context)
    const name = nameProject(context.data, file, root)
    return { catalog, name, roots: [{ id: rootId, path: root }], rootId, unreachable }
  })
}

/** Folders that are not there are reported; what is known of their photos stays. */
function openFile(file: string, context: Context): Promise<OpenPlace> {
  const catalog = openCatalog(file)
  return closeOnError(catalog, async () => {
    const all = new ProjectRoots(catalog)
    await all.look()
    const started = await beginScans(all.all, all.present, context.signal)
    reportRefused(started, context.emit)
    let unreachable = 0
    for (const { root, scan, first } of started.begun)
      unreachable += await recordFolder(catalog, root.id, scan, first, context)
    const name = nameProject(context.data, file, all.all[0]?.path)
    return { catalog, name, roots: started.begun.map(({ root }) => root), rootId: null, unreachable }
  })
}

async function closeOnError<Value>(catalog: Catalog, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    catalog.close()
    throw error
  }
}
