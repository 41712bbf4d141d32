import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { openCatalog } from '../open/open-catalog.ts'
import { readCardRows } from '../queries/columns.ts'
import { listProblems } from '../queries/images.ts'
import { listJobs } from '../queries/jobs.ts'
import { migrations } from './index.ts'
import { applicationId, migrate } from './migrate.ts'

test('what an older Glance kept in English is still said, whether the project can be written or not', () => {
  const folder = makeTempFolder()
  const [file, other] = [join(folder, 'project.glance'), join(folder, 'other.glance')]
  const db = new Database(file)
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, { migrations: migrations.filter(({ version }) => version < 110) })
  db.exec(`INSERT INTO root (id, path) VALUES (1, '/photos');
    INSERT INTO image (id, root_id, path, size, mtime, state, error_code, error_message)
      VALUES (1, 1, 'a.jpg', 1, 1, 'failed', 'damaged-image', 'a.jpg is damaged.');
    INSERT INTO scan_problem VALUES (1, 'locked', 'unreadable', 'locked cannot be read.');
    INSERT INTO job (kind, params, state, error, started_at) VALUES ('export', 'null', 'failed', 'The disk is full.', 1)`)
  db.close()
  copyFileSync(file, other)
  for (const catalog of [openCatalog(file), openCatalog(other, { readOnly: true })]) {
    expect(listProblems(catalog, 1)).toEqual([
      { path: 'a.jpg', code: 'damaged-image', message: 'a.jpg is damaged.' },
      { path: 'locked', code: 'unreadable', message: 'locked cannot be read.' },
    ])
    expect(listJobs(catalog)).toMatchObject([{ error: 'The disk is full.', errorDetails: null }])
    expect(readCardRows(catalog, [1])).toMatchObject([{ errorMessage: 'a.jpg is damaged.', errorDetails: null }])
    catalog.close()
  }
})
