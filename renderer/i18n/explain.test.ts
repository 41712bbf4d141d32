import { afterEach, expect, test } from 'vitest'
import { describeFailure, GlanceError, phrase, reasonOf } from '../../models/errors.ts'
import { explain } from './explain.ts'
import { language } from './i18n.svelte.ts'

afterEach(() => {
  language.current = 'en'
})

const damaged = new GlanceError(
  'damaged-image',
  '{name} is damaged ({reason}).',
  'Get the file again from its source.',
  { params: { name: 'a.jpg', reason: 'no end' } },
)

test('English is shown as the service says it', () => {
  expect(explain({ code: 'disk-full', message: 'There is no room on /data.' })).toBe('There is no room on /data.')
  expect(explain(describeFailure(damaged))).toBe('a.jpg is damaged (no end). Get the file again from its source.')
})

test('a name written right to left is set apart, also in a part of the text', () => {
  const deleted = new GlanceError('not-found', 'The class “{name}” was deleted from this project.', '', {
    params: { name: 'כלב (1)' },
  })
  const said = 'The class “\u2068כלב (1)\u2069” was deleted from this project.'
  expect(explain(describeFailure(deleted))).toBe(said)
  const details = phrase('{count}: {reasons}', { count: 2, reasons: [deleted.details, phrase('Else.')] })
  expect(explain({ message: '', details })).toBe(`2: ${said}; Else.`)
})

test('Russian begins with what kind of error it is where no more is known', () => {
  language.current = 'ru'
  expect(explain({ code: 'disk-full', message: 'There is no room on /data.' })).toBe(
    'На диске нет места: There is no room on /data.',
  )
  expect(explain({ code: 'never-heard-of', message: 'Odd.' })).toBe('Odd.')
  expect(explain(Object.assign(new Error('No file.'), { code: 'not-found' }))).toBe('Не найдено: No file.')
  expect(explain(new Error('Said here, in Russian.'))).toBe('Said here, in Russian.')
  expect(explain({ message: 'Kept by an older Glance.', details: null })).toBe('Kept by an older Glance.')
})

test('an error that was kept is said in Russian, and so is what is a part of another text', () => {
  language.current = 'ru'
  expect(explain(describeFailure(damaged))).toBe('Файл a.jpg повреждён (no end). Получите файл из источника ещё раз.')
  const details = phrase('A thumbnail was not saved: {reason}', { reason: reasonOf(damaged) })
  expect(explain({ message: '', details })).toBe('Миниатюра не сохранена: Файл a.jpg повреждён (no end).')
})

test('a project file chooses no text but ours', () => {
  language.current = 'ru'
  for (const message of ['constructor', '__proto__', 'Never written.'])
    expect(explain({ message: 'English.', details: phrase(message) })).toBe('English.')
})
