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
  { type: 'page-i18n', pattern: 'renderer/i18n', mayImport: ['api'] },
  { type: 'page-host', pattern: 'renderer/host', mayImport: ['page-i18n', 'api'] },
  { type: 'page-theme', pattern: 'renderer/theme', mayImport: [] },
  { type: 'page-ui', pattern: 'renderer/ui', mayImport: ['page-host', 'page-i18n'] },
  { type: 'page-app', pattern: 'renderer/app', mayImport: ['page-ui', 'page-host', 'page-i18n', 'api'] },
  { type: 'page-frame', pattern: 'renderer/frame', mayImport: [...pageBase, ...pageFeatureTypes] },
  { type: 'page-tests', pattern: 'renderer/test-support', mayImport: ['api', 'models'] },
  { type: 'page-root', pattern: 'renderer', mayImport: [...pageBase, 'page-theme', 'page-frame', ...pageFeatureTypes] },
]

/** Which room may import which: imports go one way, and this table is the whole law. */
const rooms = [
  ...page,
  { type: 'contract', pattern: 'electron/contract', mayImport: [] },
  { type: 'models', pattern: 'models', mayImport: [] },
  { type: 'catalog', pattern: 'electron/catalog', mayImport: ['contract'] },
  { type: 'jobs', pattern: 'electron/jobs', mayImport: ['contract', 'catalog'] },
  { type: 'thumbnails', pattern: 'electron/thumbnails', mayImport: ['contract'] },
  { type: 'ingest', pattern: 'electron/ingest', mayImport: ['contract', 'catalog', 'thumbnails'] },
  { type: 'labels', pattern: 'electron/labels', mayImport: ['contract', 'catalog'] },
  { type: 'browse', pattern: 'electron/browse', mayImport: ['contract', 'catalog', 'labels'] },
  { type: 'shelf', pattern: 'electron/import', mayImport: ['contract', 'models'] },
  { type: 'download', pattern: 'electron/download', mayImport: ['contract'] },
  {
    type: 'prelabel',
    pattern: 'electron/prelabel',
    mayImport: ['contract', 'catalog', 'jobs', 'ingest', 'thumbnails', 'models'],
  },
  { type: 'similarity', pattern: 'electron/similarity', mayImport: ['contract', 'catalog', 'jobs'] },
  {
    type: 'faithfulness',
    pattern: 'electron/faithfulness',
    mayImport: ['contract', 'catalog', 'jobs', 'ingest', 'models'],
  },
  { type: 'export', pattern: 'electron/export', mayImport: ['contract', 'catalog', 'labels'] },
  {
    type: 'bench',
    pattern: 'electron/bench',
    mayImport: [
      'contract',
      'catalog',
      'ingest',
      'thumbnails',
      'prelabel',
      'jobs',
      'shelf',
      'similarity',
      'labels',
      'browse',
      'models',
    ],
  },
  {
    type: 'service',
    pattern: 'electron/service',
    mayImport: [
      'contract',
      'catalog',
      'jobs',
      'ingest',
      'thumbnails',
      'labels',
      'browse',
      'shelf',
      'download',
      'prelabel',
      'export',
      'similarity',
      'faithfulness',
      'bench',
      'models',
    ],
  },
  { type: 'terminal', pattern: 'electron/terminal', mayImport: ['contract', 'service'] },
  { type: 'web', pattern: 'electron/web', mayImport: ['contract', 'service'] },
  { type: 'shell', pattern: 'electron/shell', mayImport: ['contract', 'service'] },
  { type: 'root', pattern: 'electron', mayImport: ['contract', 'service', 'terminal', 'web', 'shell'] },
]

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
      'boundaries/elements': rooms.map(({ type, pattern }) => ({ type, pattern, partialMatch: false })),
      'import/resolver': { node: { extensions: ['.ts'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: rooms.map(({ type, mayImport }) => ({
            from: { element: { type } },
            allow: [type, ...mayImport].map((other) => ({ to: { element: { type: other } } })),
          })),
        },
      ],
      'max-lines': ['error', { max: 400 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'off', // noUncheckedIndexedAccess makes typed-array loops need it
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.test.ts', 'e2e/**'], rules: { 'boundaries/dependencies': 'off', 'max-lines': 'off' } },
)
