import type { ReadableCatalog } from './connection.ts'

/** What changed beside single images. `all`: an image is gone or moved, and nothing that is known of it holds. */
export type StalePart = 'all' | 'view' | 'classes'

/** What changed in a catalog since it was asked last. */
export interface Changes {
  /** Images of which something changed or that are new, by id. */
  images: number[]
  /** Those of them whose file or state changed. */
  content: number[]
  parts: Set<StalePart>
}

/** Watches what changes in a catalog. */
export interface ChangeWatch {
  take: () => Changes
  /** Changes when another process wrote the file: what it wrote is not known. */
  version: () => number
}

const imageTables = ['prediction', 'label', 'mark', 'conflict', 'rejection', 'model_rejection', 'near_duplicate']
const settings = `('threshold', 'modelKey', 'secondModelKey', 'labelSet')`

/**
 * Watches a catalog by temporary triggers, which note what every statement touches: no caller has to say what was
 * changed, and what is rolled back is not noted either. One watch a connection.
 */
export function watchChanges(catalog: ReadableCatalog): ChangeWatch {
  const { db } = catalog
  const version = (): number => catalog.guard(() => db.pragma('data_version', { simple: true }) as number)
  if (db.readonly || db.pragma('query_only', { simple: true }) === 1)
    return { take: () => ({ images: [], content: [], parts: new Set() }), version }

  catalog.guard(() => {
    db.exec(
      'CREATE TEMP TABLE dirty (image_id INTEGER PRIMARY KEY, content INTEGER NOT NULL); CREATE TEMP TABLE stale (part TEXT PRIMARY KEY) WITHOUT ROWID;',
    )
    const watch = (table: string, when: 'INSERT' | 'UPDATE' | 'DELETE', work: string, condition = ''): unknown =>
      db.exec(
        `CREATE TEMP TRIGGER dirty_${table}_${when.toLowerCase()} AFTER ${when} ON main."${table}" ${condition} BEGIN ${work} END;`,
      )
    const touch = (id: string): string => `INSERT INTO dirty VALUES (${id}, 0) ON CONFLICT DO NOTHING;`
    const touchContent = 'INSERT INTO dirty VALUES (NEW.id, 1) ON CONFLICT (image_id) DO UPDATE SET content = 1;'
    const stale = (part: StalePart): string => `INSERT INTO stale VALUES ('${part}') ON CONFLICT DO NOTHING;`
    for (const table of imageTables) {
      watch(table, 'INSERT', touch('NEW.image_id'))
      watch(table, 'UPDATE', touch('NEW.image_id'))
      watch(table, 'DELETE', touch('OLD.image_id'))
    }
    watch('image', 'INSERT', touchContent)
    watch('image', 'UPDATE', touchContent)
    watch('image', 'DELETE', stale('all'))
    db.exec(
      `CREATE TEMP TRIGGER dirty_image_moved AFTER UPDATE OF id, root_id, path ON main.image BEGIN ${stale('all')} END;`,
    )
    for (const when of ['INSERT', 'UPDATE', 'DELETE'] as const) {
      for (const table of ['class', 'class_map']) watch(table, when, stale('classes'))
      watch('model', when, stale('view'))
      watch('setting', when, stale('view'), `WHEN ${when === 'DELETE' ? 'OLD' : 'NEW'}.key IN ${settings}`)
    }
  })
  const readDirty = db.prepare('SELECT image_id FROM dirty WHERE content >= ? ORDER BY image_id').pluck()
  const readStale = db.prepare('SELECT part FROM stale').pluck()
  const [clearDirty, clearStale] = [db.prepare('DELETE FROM dirty'), db.prepare('DELETE FROM stale')]
  return {
    version,
    take: () =>
      catalog.guard(() => {
        const changes = {
          images: readDirty.all(0) as number[],
          content: readDirty.all(1) as number[],
          parts: new Set(readStale.all() as StalePart[]),
        }
        if (changes.images.length > 0) clearDirty.run()
        if (changes.parts.size > 0) clearStale.run()
        return changes
      }),
  }
}
