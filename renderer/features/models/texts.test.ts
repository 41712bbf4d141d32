import { expect, test } from 'vitest'
import { describeTaught } from './texts.ts'

test('what a model was taught on', () => {
  expect(describeTaught({ backbone: 'deit-0123abcd' })).toBe('on deit-0123abcd')
  expect(describeTaught({ backbone: 'deit-0123abcd', labelCount: 1 })).toBe('on deit-0123abcd, from 1 label')
  expect(describeTaught({ backbone: 'deit-0123abcd', labelCount: 1200 })).toBe('on deit-0123abcd, from 1,200 labels')
})
