import { type Language as LanguageName, languages } from '../../electron/api/page.ts'

export { languages, type LanguageName }

/** The texts of one namespace in one language: flat, camelCase, plurals as `photos_one`, `photos_other`. */
export type Texts = Readonly<Record<string, string>>

/**
 * The English texts say which keys there are. What all features share is in `en` and `ru` here; a feature's own texts
 * are in its folder `texts`, and the folder above gives the namespace. A new file of texts is named in this list, and
 * only here.
 */
export interface Resources {
  common: typeof import('./en/common.json')
  actions: typeof import('./en/actions.json')
  toolbar: typeof import('./en/toolbar.json')
  dialogs: typeof import('./en/dialogs.json')
  jobs: typeof import('./en/jobs.json')
  next: typeof import('./en/next.json')
  keys: typeof import('./en/keys.json')
  errors: typeof import('./en/errors.json')
  status: typeof import('./en/status.json')
  welcome: typeof import('./en/welcome.json')
  entrance: typeof import('./en/entrance.json')
  classes: typeof import('../features/labels/classes/texts/en.json')
  palette: typeof import('../features/labels/palette/texts/en.json')
  history: typeof import('../features/labels/history/texts/en.json')
  people: typeof import('../features/labels/people/texts/en.json')
  splits: typeof import('../features/labels/splits/texts/en.json')
  marks: typeof import('../features/labels/marks/texts/en.json')
  explorer: typeof import('../features/explorer/texts/en.json')
  maps: typeof import('../features/explorer/maps/texts/en.json')
  filters: typeof import('../features/library/filters/texts/en.json')
  library: typeof import('../features/library/texts/en.json')
  comparison: typeof import('../features/comparison/texts/en.json')
  models: typeof import('../features/models/texts/en.json')
  review: typeof import('../features/review/texts/en.json')
  overview: typeof import('../features/overview/texts/en.json')
  teach: typeof import('../features/teach/texts/en.json')
  sweep: typeof import('../features/sweep/texts/en.json')
  project: typeof import('../features/project/texts/en.json')
  settings: typeof import('../features/settings/texts/en.json')
}

type Named<Namespace extends keyof Resources> = `${Namespace}:${Extract<keyof Resources[Namespace], string>}`
type StemOf<Key> = Key extends `${infer Stem}_other` ? Stem : never
type Written = { [Namespace in keyof Resources]: Named<Namespace> }[keyof Resources]

/** Keys with a form for each number; `t` needs their `count`. */
export type PluralKey = StemOf<Written>
export type PlainKey = Exclude<Written, `${string}_one` | `${string}_other`>
export type TextKey = PlainKey | PluralKey

const files = import.meta.glob<Texts>(['./{en,ru}/*.json', '../features/**/texts/{en,ru}.json'], {
  eager: true,
  import: 'default',
})

/** Every file of texts, as i18next needs them: by language, then by namespace. */
export function gatherTexts(): Record<LanguageName, Record<string, Texts>> {
  const texts: Record<LanguageName, Record<string, Texts>> = { en: {}, ru: {} }
  for (const [path, content] of Object.entries(files)) {
    const { namespace, language } = parsePath(path)
    texts[language][namespace] = content
  }
  return texts
}

/** `./en/common.json` or `../features/library/texts/en.json`. */
function parsePath(path: string): { namespace: string; language: LanguageName } {
  const [last, parent, grandparent] = path.replace('.json', '').split('/').reverse()
  return parent === 'texts'
    ? { namespace: grandparent!, language: last as LanguageName }
    : { namespace: last!, language: parent as LanguageName }
}
