import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from './index.ts'
import { migrate } from './migrate.ts'

test('a filter that was kept before finds the same under the new names', () => {
  const db = new Database(':memory:')
  migrate(db, { migrations: migrations.filter(({ version }) => version < 80) })
  db.exec(`INSERT INTO saved_filter VALUES
    ('doubt', '{"guesses":["cat"],"opinion":false,"flagged":true}'), ('damaged', 'no JSON'), ('list', '[]')`)
  db.exec(`INSERT INTO model VALUES (3, 'deit', '["cat"]');
    INSERT INTO faithfulness VALUES (3, '{"model":"deit","filter":{"opinion":true}}')`)
  migrate(db, { migrations })
  expect(db.prepare('SELECT name, filter FROM saved_filter ORDER BY name').raw().all()).toEqual([
    ['damaged', 'no JSON'],
    ['doubt', '{"predictions":["cat"],"modelsAgree":false,"flagged":true}'],
    ['list', '[]'],
  ])
  expect(db.prepare('SELECT result FROM faithfulness').pluck().get()).toBe(
    '{"model":"deit","filter":{"modelsAgree":true}}',
  )
  db.close()
})
