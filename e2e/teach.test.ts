import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writePhotos } from './support/photos.ts'
import { column, readResult, Room } from './support/terminal.ts'

const names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg', 'f.jpg']

test('labels in, predictions and a model out, and exit codes that a script can use', async () => {
  using room = new Room()
  await writePhotos(room.photos, names)
  const labels = room.path('some.csv')
  writeFileSync(labels, 'file_name,label\na.jpg,cat\nb.jpg,dog\nc.jpg,cat\nd.jpg,dog\nnone.jpg,cat\n')
  const command = [
    'teach',
    'photos',
    '--labels',
    labels,
    '--csv',
    'labels.csv',
    '--export-model',
    'pets.onnx',
    '--threshold',
    '0',
  ]
  const run = await room.glance(command)
  expect(run).toMatchObject({ exit: 0 })
  expect(run.stderr).toContain('Labels of photos that are not here: 1 (none.jpg)')
  expect(run.stdout).toMatch(/Accuracy when each label is left out: \d+\.\d % \(\d of 4; 95 % interval/)
  expect(run.stdout).toContain('needs 80 answered predictions, and there are 0')
  expect(run.stdout).toMatch(/Model: photos-\w+ is installed as "photos", written to pets\.onnx/)
  const rows = room.readCsv()
  expect(column(rows, 'file_name')).toEqual(names)
  expect(column(rows, 'source')).toEqual(['import', 'import', 'import', 'import', 'model', 'model'])
  for (const label of column(rows, 'label')) expect(['cat', 'dog']).toContain(label)

  const taught = readFileSync(room.csv)
  expect(await room.glance(['export', 'photos', '--csv', 'labels.csv', '--predictions'])).toMatchObject({ exit: 0 })
  expect(readFileSync(room.csv)).toEqual(taught)
  expect(await room.glance(['prelabel', 'photos', '--model', 'pets.onnx', '--catalog', 'other.glance'])).toMatchObject({
    exit: 0,
  })

  const missed = await room.glance(['--json', ...command, '--target', '0.99'])
  expect(missed.exit).toBe(1)
  expect(readResult(missed)).toMatchObject({ inferred: 0, target: { share: 0.99, isReached: false } })
  expect(await room.glance(['teach', 'photos', '--csv', labels, '--labels', labels])).toMatchObject({ exit: 2 })
})
