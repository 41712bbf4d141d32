import { expect, test } from 'vitest'
import { findBlocker } from './blocker.ts'

const project = { images: 3, isReadOnly: false, isMultiLabel: false, model: 'deit' }

test('the first reason is given, and none where questions can be asked', () => {
  expect(findBlocker(null, null)).toBe('loading')
  expect(findBlocker(project, null)).toBe('loading')
  expect(findBlocker({ ...project, isReadOnly: true, images: 0 }, null)).toBe('read-only')
  expect(findBlocker({ ...project, isMultiLabel: true }, { state: 'no-embeddings' })).toBe('several-labels')
  expect(findBlocker({ ...project, model: null }, { state: 'few-labels' })).toBe('no-embeddings')
  expect(findBlocker({ ...project, images: 0 }, { state: 'no-embeddings' })).toBe('no-photos')
  expect(findBlocker(project, { state: 'no-embeddings' })).toBe('no-embeddings')
  expect(findBlocker(project, { state: 'failed' })).toBe('failed')
  for (const state of ['few-labels', 'learning', 'ready'] as const) expect(findBlocker(project, { state })).toBeNull()
})
