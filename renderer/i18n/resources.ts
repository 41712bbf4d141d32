import { languages, type Language as LanguageName } from '../../electron/api/desktop.ts'

export { languages, type LanguageName }

/** The texts of one namespace in one language: flat, camelCase, plurals as `photos_one`, `photos_other`. */
export type Texts = Readonly<Record<string, string>>

/** The English texts say which keys there are; every file of `en` is named here, and only here. */
export interface Resources {
  common: typeof import('./en/common.json')
  toolbar: typeof import('./en/toolbar.json')
  library: typeof import('./en/library.json')
  review: typeof import('./en/review.json')
  filters: typeof import('./en/filters.json')
  dialogs: typeof import('./en/dialogs.json')
  jobs: typeof import('./en/jobs.json')
  keys: typeof import('./en/keys.json')
  errors: typeof import('./en/errors.json')
  status: typeof import('./en/status.json')
  welcome: typeof import('./en/welcome.json')
  classes: typeof import('./en/classes.json')
  sweep: typeof import('./en/sweep.json')
  overview: typeof import('./en/overview.json')
  history: typeof import('./en/history.json')
  project: typeof import('./en/project.json')
  people: typeof import('./en/people.json')
  splits: typeof import('./en/splits.json')
  settings: typeof import('./en/settings.json')
  marks: typeof import('./en/marks.json')
  shelf: typeof import('./en/shelf.json')
  explorer: typeof import('./en/explorer.json')
  maps: typeof import('./en/maps.json')
  opinion: typeof import('./en/opinion.json')
}

type Named<Namespace extends keyof Resources> = `${Namespace}:${Extract<keyof Resources[Namespace], string>}`
type StemOf<Key> = Key extends `${infer Stem}_other` ? Stem : never
type Written = { [Namespace in keyof Resources]: Named<Namespace> }[keyof Resources]

/** Keys with a form for each number; `t` wants their `count`. */
export type PluralKey = StemOf<Written>
export type PlainKey = Exclude<Written, `${string}_one` | `${string}_other`>
export type TextKey = PlainKey | PluralKey

const files = import.meta.glob<Texts>('./{en,ru}/*.json', { eager: true, import: 'default' })

/** Every file of texts, as i18next wants them: by language, then by namespace. */
export function gatherTexts(): Record<LanguageName, Record<string, Texts>> {
  const texts: Record<LanguageName, Record<string, Texts>> = { en: {}, ru: {} }
  for (const [path, content] of Object.entries(files)) {
    const [, language, namespace] = /^\.\/(en|ru)\/(.+)\.json$/.exec(path)!
    texts[language as LanguageName][namespace!] = content
  }
  return texts
}
