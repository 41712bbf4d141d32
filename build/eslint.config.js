import { join } from 'node:path'
import boundaries from 'eslint-plugin-boundaries'
import svelte from 'eslint-plugin-svelte'
import tseslint from 'typescript-eslint'

/** What every feature of the page may import. Of the service, the page takes types and constants alone. */
const pageBase = ['page-app', 'page-ui', 'page-host', 'page-i18n', 'api', 'models']

/** Features of the page, and which of the features before them each may import. */
const pageFeatures = {
  predict: [],
  photos: [],
  attention: [],
  project: ['photos'],
  labels: ['photos', 'project'],
  library: ['photos', 'attention', 'project', 'labels'],
  comparison: ['photos', 'predict'],
  review: ['photos', 'attention', 'predict', 'labels', 'library', 'comparison'],
  sweep: ['photos', 'predict', 'labels'],
  teach: ['photos', 'predict', 'labels', 'sweep'],
  overview: ['photos', 'predict', 'labels', 'library', 'comparison'],
  explorer: ['photos', 'attention', 'predict', 'library', 'review'],
  models: ['photos', 'predict'],
  export: [],
  settings: [],
}
const pageFeatureTypes = Object.keys(pageFeatures).map((name) => `page-${name}`)

/** The page's own order: root, frame, features, app, ui, and host, i18n and theme beneath. */
const page = [
  ...Object.entries(pageFeatures).map(([name, before]) => ({
    type: `page-${name}`,
    pattern: `renderer/features/${name}`,
    mayImport: [...pageBase, ...before.map((other) => `page-${other}`)],
  })),
  { type: 'page-i18n', pattern: 'renderer/i18n', mayImport: ['api', 'models'] },
  { type: 'page-host', pattern: 'renderer/host', mayImport: ['page-i18n', 'api'] },
  { type: 'page-theme', pattern: 'renderer/theme', mayImport: [] },
  { type: 'page-ui', pattern: 'renderer/ui', mayImport: ['page-host', 'page-i18n'] },
  { type: 'page-app', pattern: 'renderer/app', mayImport: ['page-ui', 'page-host', 'page-i18n', 'api'] },
  { type: 'page-frame', pattern: 'renderer/frame', mayImport: [...pageBase, ...pageFeatureTypes] },
  { type: 'page-tests', pattern: 'renderer/test-support', mayImport: ['api', 'models'] },
  { type: 'page-root', pattern: 'renderer', mayImport: [...pageBase, 'page-theme', 'page-frame', ...pageFeatureTypes] },
]

/** What every feature of the service may import, lowest first. */
const base = ['lib', 'models', 'catalog', 'images', 'project']

/** The parts of `labels`, and which of the parts before them each may import; what they share is above them. */
const labelParts = { edits: [], splits: ['edits'], classes: ['edits'], people: ['edits', 'classes'] }
const labelTypes = ['labels', ...Object.keys(labelParts).map((name) => `labels-${name}`)]

/** Which folder may import which: imports go one way, from the bottom of this table to its top. */
const folders = [
  ...page,
  { type: 'lib', pattern: 'electron/lib', mayImport: [] },
  { type: 'models', pattern: 'models', mayImport: [] },
  { type: 'catalog', pattern: 'electron/catalog', mayImport: ['lib', 'models'] },
  { type: 'images', pattern: 'electron/images', mayImport: ['lib', 'models', 'catalog'] },
  { type: 'project', pattern: 'electron/project', mayImport: ['lib', 'models', 'catalog', 'images'] },
  { type: 'model-library', pattern: 'electron/model-library', mayImport: base },
  { type: 'library', pattern: 'electron/library', mayImport: [...base, 'model-library'] },
  ...Object.entries(labelParts).map(([name, before]) => ({
    type: `labels-${name}`,
    pattern: `electron/labels/${name}`,
    mayImport: [...base, 'library', 'labels', ...before.map((other) => `labels-${other}`)],
  })),
  { type: 'labels', pattern: 'electron/labels', mayImport: [...base, 'library'] },
  { type: 'similarity', pattern: 'electron/similarity', mayImport: [...base, 'library'] },
  { type: 'formats', pattern: 'electron/formats', mayImport: [...base, 'model-library'] },
  { type: 'predict', pattern: 'electron/predict', mayImport: [...base, 'model-library', 'formats'] },
  { type: 'attention', pattern: 'electron/attention', mayImport: [...base, 'model-library', 'library', 'predict'] },
  {
    type: 'teach',
    pattern: 'electron/teach',
    mayImport: [...base, 'model-library', 'library', ...labelTypes, 'formats', 'predict', 'similarity'],
  },
  {
    type: 'api',
    pattern: 'electron/api',
    mayImport: [
      ...base,
      'similarity',
      'model-library',
      'library',
      ...labelTypes,
      'formats',
      'predict',
      'attention',
      'teach',
    ],
  },
  { type: 'cli', pattern: 'electron/cli', mayImport: ['lib', 'models', 'api'] },
  { type: 'http', pattern: 'electron/http', mayImport: ['lib', 'models', 'api'] },
  { type: 'shell', pattern: 'electron/shell', mayImport: ['lib', 'models', 'api'] },
  // From a checkout the terminal builds the page and runs the bench; nothing below the roots knows of the build.
  { type: 'root', pattern: 'electron', mayImport: ['lib', 'models', 'api', 'cli', 'http', 'shell', 'build'] },
]

folders.push({ type: 'build', pattern: 'build', mayImport: folders.map(({ type }) => type) })

export default tseslint.config(
  { ignores: ['**/node_modules/**', 'dist/**', 'models/default/**', '**/*.py'] },
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    // Sets and maps in state are replaced as a whole ($state.raw): a signal for each of 100,000 ids would be slow.
    rules: { 'svelte/prefer-svelte-reactivity': 'off' },
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './renderer/tsconfig.json'],
        tsconfigRootDir: join(import.meta.dirname, '..'),
        extraFileExtensions: ['.svelte'],
      },
    },
    plugins: { boundaries },
    settings: {
      'boundaries/elements': folders.map(({ type, pattern }) => ({ type, pattern, partialMatch: false })),
      'import/resolver': { node: { extensions: ['.ts'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: folders.map(({ type, mayImport }) => ({
            from: { element: { type } },
            allow: [type, ...mayImport].map((other) => ({ to: { element: { type: other } } })),
          })),
        },
      ],
      'max-lines': ['error', { max: 400 }],
      'max-len': [
        'error',
        {
          code: 120,
          comments: 120,
          ignoreUrls: true,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
          ignorePattern: 'svelte-ignore|eslint-disable',
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'off', // noUncheckedIndexedAccess makes typed-array loops need it
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.test.ts', '**/test-support/**', 'e2e/**'],
    rules: { 'boundaries/dependencies': 'off', 'max-lines': 'off' },
  },
)
