import { afterEach, expect, test } from 'vitest'
import type { Download } from '../../../electron/api/page.ts'
import { language } from '../../i18n/i18n.svelte.ts'
import { describeDownload } from './download-text.ts'

afterEach(() => {
  language.current = 'en'
})

const at = (bytes: number, change: Partial<Download> = {}): Download => ({
  modelId: 'a',
  source: 'official',
  precision: 'float32',
  state: 'running',
  bytes,
  total: 1000,
  rate: 10,
  error: null,
  ...change,
})

test('a hundred steps of a download are announced in five sentences', () => {
  let before: Download | null = null
  const received: string[] = []
  for (let bytes = 0; bytes <= 1000; bytes += 10) {
    const now = at(bytes)
    received.push(describeDownload('DeiT-Ti', before, now) ?? '')
    before = now
  }
  expect(received.filter((text) => text !== '')).toEqual([
    'DeiT-Ti is being downloaded.',
    'DeiT-Ti: 25 %',
    'DeiT-Ti: 50 %',
    'DeiT-Ti: 75 %',
  ])
  expect(describeDownload('DeiT-Ti', before, at(1000, { state: 'installing' }))).toBe('DeiT-Ti is being installed.')
})

test('each state is announced once, a failure with its reason', () => {
  const failed = at(10, { state: 'failed', error: { code: 'broken', message: 'The line was cut.' } })
  expect(describeDownload('DeiT-Ti', at(10), failed)).toBe('DeiT-Ti could not be downloaded: The line was cut.')
  expect(describeDownload('DeiT-Ti', failed, failed)).toBeNull()
  expect(describeDownload('DeiT-Ti', at(10), at(10, { state: 'paused' }))).toBe('The download of DeiT-Ti is paused.')
  expect(describeDownload('DeiT-Ti', at(10, { state: 'paused' }), at(10))).toBe('DeiT-Ti is being downloaded.')
})

test('a failure is announced in the language of the page', () => {
  language.current = 'ru'
  const error = {
    code: 'disk-full',
    message: 'Not enough disk space in /data: 350 MB needed, 120 MB free. Free some space, then resume.',
    details: {
      message: 'Not enough disk space in {path}: {needed} MB needed, {free} MB free.',
      hint: 'Free some space, then resume.',
      params: { path: '/data', needed: 350, free: 120 },
    },
  }
  expect(describeDownload('DeiT-Ti', at(10), at(10, { state: 'failed', error }))).toBe(
    'Не удалось загрузить DeiT-Ti: Недостаточно места на диске в /data: нужно 350 МБ, свободно 120 МБ. Освободите место и продолжите.',
  )
})

test('without a length no parts are announced', () => {
  expect(describeDownload('DeiT-Ti', at(10, { total: null }), at(900, { total: null }))).toBeNull()
})
