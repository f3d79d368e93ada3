import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

// Who may import whom is checked by dependency-cruiser (see .dependency-cruiser.cjs); here is how code is written.
export default tseslint.config(
  { ignores: ['node_modules', 'out', 'dist', 'test-results', 'playwright-report'] },
  ...tseslint.configs.strictTypeChecked.map((it) => ({ ...it, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    // One program for all files: a program a room would read and check what the rooms share again for each of them.
    languageOptions: { parserOptions: { project: 'tsconfig.lint.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `void promise` is how a promise that settles by itself is marked here.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Schemas of the wire keep their wire names, and index signatures are read with brackets (tsconfig).
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src-*/**/*.ts', 'src-*/**/*.tsx', 'scripts/**/*.js', 'tests/{helpers,chaos,bench}/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }] },
  },
  // Tables: one row a word or a problem, and nothing to take apart.
  { files: ['src-renderer/words/{en,de}.ts', 'src-shared/problem-catalogue.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.js', '**/*.cjs', '**/*.mjs'],
    // What Prettier cannot break is broken by hand.
    rules: { 'max-len': ['error', { code: 120, ignoreUrls: true }] },
  },
  { files: ['src-renderer/**/*.tsx', 'src-renderer/**/*.ts'], ...reactHooks.configs.flat['recommended-latest'] },
  {
    files: ['tests/**/*.ts'],
    // vitest's matchers (`expect.any`) are any by design; a `!` in a test fails as loudly as an expectation.
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'max-lines': 'off',
    },
  },
)
