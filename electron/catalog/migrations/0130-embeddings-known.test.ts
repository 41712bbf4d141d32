import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { openCatalog } from '../open/open-catalog.ts'
import { hasEmbeddings } from '../queries/embeddings.ts'
import { takeTodo } from '../queries/todo.ts'
import { migrations } from './index.ts'
import { applicationId, migrate } from './migrate.ts'

test('what an external classifier predicted is done again; what DeiT predicted is not', () => {
  const file = join(makeTempFolder(), 'project.glance')
  const db = new Database(file)
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, { migrations: migrations.filter(({ version }) => version < 130) })
  const [external, plain, distilled] = [1, 2, 3]
  db.exec(`INSERT INTO root (id, path) VALUES (1, '/photos');
    INSERT INTO image (id, root_id, path, size, mtime, state) VALUES (1, 1, 'a.jpg', 1, 1, 'ok'), (2, 1, 'b.jpg', 1, 1, 'ok');
    INSERT INTO model VALUES (${external}, 'external', '["cat"]'), (${plain}, 'plain', '["cat"]'), (${distilled}, 'distilled', '["cat"]')`)
  const predict = (modelId: number, dist: number | null, hasMaps: number, embeddings: Buffer | null): void => {
    db.prepare('INSERT INTO prediction VALUES (1, ?, 0, 1, 0, 1, ?, NULL, NULL, ?, 1, NULL)').run(
      modelId,
      dist,
      hasMaps,
    )
    db.prepare(`INSERT INTO prediction_detail VALUES (1, ?, '{}', ?, NULL)`).run(modelId, embeddings)
  }
  predict(external, null, 0, null)
  predict(plain, null, 0, Buffer.alloc(16))
  predict(distilled, 0, 1, Buffer.alloc(32))
  db.close()
  const catalog = openCatalog(file)
  const todo = (modelId: number): string[] =>
    takeTodo(catalog, { rootId: 1, modelId, needMaps: false, after: null, limit: 9 }).map(({ path }) => path)
  expect([external, plain, distilled].map(todo)).toEqual([['a.jpg', 'b.jpg'], ['b.jpg'], ['b.jpg']])
  expect([external, plain, distilled, 4].map((id) => hasEmbeddings(catalog, id))).toEqual([false, true, true, null])
  catalog.close()
})
