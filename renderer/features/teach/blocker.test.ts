import { expect, test } from 'vitest'
import { findBlocker } from './blocker.ts'

const project = { images: 3, isReadOnly: false, isMultiLabel: false, model: 'deit' }

test('the first reason is given, and none where questions can be asked', () => {
  expect(findBlocker(null, null, null)).toBe('loading')
  expect(findBlocker(project, null, null)).toBe('loading')
  expect(findBlocker({ ...project, isReadOnly: true, images: 0 }, null, null)).toBe('read-only')
  expect(findBlocker({ ...project, isMultiLabel: true }, { state: 'no-embeddings' }, null)).toBe('several-labels')
  expect(findBlocker({ ...project, model: null }, { state: 'few-labels' }, null)).toBe('no-embeddings')
  expect(findBlocker({ ...project, images: 0 }, { state: 'no-embeddings' }, null)).toBe('no-photos')
  expect(findBlocker(project, { state: 'no-embeddings' }, null)).toBe('no-embeddings')
  expect(findBlocker(project, { state: 'failed' }, null)).toBe('failed')
  for (const state of ['few-labels', 'learning', 'ready'] as const)
    expect(findBlocker(project, { state }, null)).toBeNull()
})

test('the first question waits for the model to see enough photos', () => {
  const running = { kind: 'prelabel', done: 10 } as const
  expect(findBlocker(project, { state: 'few-labels' }, running)).toBe('no-embeddings')
  expect(findBlocker(project, { state: 'few-labels' }, { ...running, done: 2000 })).toBeNull()
  expect(findBlocker(project, { state: 'ready' }, running)).toBeNull()
  expect(findBlocker(project, { state: 'few-labels' }, { kind: 'export', done: 10 })).toBeNull()
})
