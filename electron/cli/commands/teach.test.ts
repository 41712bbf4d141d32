import { expect, test } from 'vitest'
import type { TaughtFigures, TeachResult } from '../../api/page.ts'
import { exits } from '../terminal.ts'
import { formatTeach, toExit } from './teach.ts'

const learned: TaughtFigures = {
  models: ['deit-1'],
  photos: 98,
  labels: 20,
  unusedLabels: 0,
  classes: 4,
  leftOut: { rows: 18, right: 17, interval: [0.742, 0.99] },
  answered: 3,
  answersNeeded: 80,
  estimate: null,
  margin: 0,
  modelAlone: { images: 20, right: 2 },
  isBetter: true,
}
const result: TeachResult = {
  catalog: '/data/a.glance',
  images: 100,
  failed: 0,
  inferred: 100,
  copied: 0,
  unreachable: 0,
  cancelled: false,
  seconds: 4,
  imported: null,
  learned,
  target: null,
  export: null,
  model: null,
}

test('what was learned, and that it is no proof', () => {
  expect(formatTeach(result).split('\n')).toEqual([
    '100 photos: 100 run through a model now, in 4 s',
    'Project: /data/a.glance',
    'Learned from 20 labels of 4 classes on deit-1; 98 photos predicted',
    'Accuracy when each label is left out: 94.4 % (17 of 18; 95 % interval 74.2 % to 99.0 %)',
    'Estimate for all photos: needs 80 answered predictions, and there are 3',
    'Neither is a proof, as the labeled photos may be unlike the rest. An audit in the app gives one.',
  ])
  const other = {
    ...learned,
    models: ['deit-1', 'mobilenet-2'],
    leftOut: null,
    estimate: 0.9,
    margin: 0.04,
    isBetter: false,
    unusedLabels: 2,
  }
  expect(
    formatTeach({ ...result, learned: other })
      .split('\n')
      .slice(2),
  ).toEqual([
    'Learned from 20 labels of 4 classes on deit-1 and mobilenet-2; 98 photos predicted; 2 labels are of photos without an embedding',
    'Accuracy: unknown, as no class has two labels',
    'Estimate for all photos: 90.0 % right, ± 4.0 %',
    'Neither is a proof, as the labeled photos may be unlike the rest. An audit in the app gives one.',
    "By these labels the model's own predictions may be better for the rest: 2 of 20 labeled photos are right (glance export --model).",
  ])
})

test('a target that is missed, photos that failed and an interruption have their exit codes', () => {
  const missed = { ...result, target: { share: 0.99, isReached: false } }
  expect(formatTeach(missed)).toContain('Target of 99.0 %: not reached by the lower end of the interval')
  expect(toExit(missed)).toBe(exits.failed)
  expect(toExit({ ...result, target: { share: 0.9, isReached: true } })).toBe(exits.done)
  expect(toExit({ ...result, failed: 1 })).toBe(exits.failed)
  const cancelled = { ...result, learned: null, cancelled: true }
  expect(toExit(cancelled)).toBe(exits.interrupted)
  expect(formatTeach(cancelled)).toMatch(/Interrupted\. The same command resumes from here\.$/)
})

test('imported labels and the model', () => {
  const text = formatTeach({
    ...result,
    imported: {
      editId: 1,
      added: 5,
      same: 1,
      conflicts: 2,
      unknown: 3,
      unknownNames: [],
      newClasses: [],
      sameNames: [],
      changedKeys: [],
    },
    model: { id: 'birds-1', name: 'birds', file: 'taught.onnx', replaced: ['birds-0'], isPart: true },
  })
  expect(text).toContain(
    'Labels imported: 5 new, 1 known, 2 contradicting (those of the project stay), 3 of photos that are not here',
  )
  expect(text).toContain('Model: birds-1 is installed as "birds" in place of the earlier one, written to taught.onnx')
  expect(text).toContain('It has the heads of its own backbone alone')
})
