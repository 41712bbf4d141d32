import { join } from 'node:path'
import boundaries from 'eslint-plugin-boundaries'
import svelte from 'eslint-plugin-svelte'
import tseslint from 'typescript-eslint'

/** Which room may import which: imports go one way, and this table is the whole law. */
const rooms = [
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
  { type: 'renderer', pattern: 'renderer', mayImport: ['contract', 'models'] },
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
      'boundaries/elements': rooms.map(({ type, pattern }) => ({ type, pattern })),
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
