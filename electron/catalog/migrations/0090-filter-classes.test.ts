import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from './index.ts'
import { migrate } from './migrate.ts'

test('a filter that was kept by names of classes has their ids, and keeps the names of a model', () => {
  const db = new Database(':memory:')
  migrate(db, { migrations: migrations.filter(({ version }) => version < 90) })
  db.exec(`INSERT INTO class (id, name, created_at) VALUES (4, 'cat', 0), (7, 'toString', 0);
    INSERT INTO saved_filter VALUES
      ('all', '{"classes":["cat","tabby"],"labels":["toString"],"predictions":["cat"],"seconds":["gone"],"flagged":true}'),
      ('damaged', 'no JSON'), ('list', '["cat"]'), ('odd', '{"labels":"cat"}'), ('people', '{"authors":["cat"]}');
    INSERT INTO model VALUES (3, 'deit', '["tabby"]');
    INSERT INTO faithfulness VALUES (3, '{"model":"deit","filter":{"labels":["cat"]}}')`)
  migrate(db, { migrations })
  expect(db.prepare('SELECT name, filter FROM saved_filter ORDER BY name').raw().all()).toEqual([
    ['all', '{"classes":[4,"tabby"],"labels":[7],"predictions":[4],"seconds":["gone"],"flagged":true}'],
    ['damaged', 'no JSON'],
    ['list', '["cat"]'],
    ['odd', '{"labels":"cat"}'],
    ['people', '{"authors":["cat"]}'],
  ])
  expect(db.prepare('SELECT result FROM faithfulness').pluck().get()).toBe('{"model":"deit","filter":{"labels":[4]}}')
  db.close()
})
