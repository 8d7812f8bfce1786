import js from '@eslint/js'
import tseslint from 'typescript-eslint'

/** What is no business of types: see tools/dev/imports for who may import whom. */
export default tseslint.config(
  { ignores: ['node_modules', '.cache', 'bazel-*', 'examples/bazel-*', 'eslint.config.js'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          'tools/core/tsconfig.json',
          'tools/core/tsconfig.test.json',
          'tools/node/tsconfig.json',
          'tools/node/tsconfig.test.json',
          'tools/testing/tsconfig.json',
          'tools/launcher/tsconfig.json',
          'tools/cmd/tsconfig.json',
          'tools/dev/tsconfig.json',
          'e2e/tsconfig.json',
          'bench/tsconfig.json',
        ],
      },
    },
    rules: {
      'max-lines-per-function': ['error', { max: 40, skipComments: true, skipBlankLines: true }],
      'no-restricted-globals': ['error', 'process', 'console'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
  {
    files: [
      'tools/cmd/main.ts',
      'tools/launcher/**',
      'tools/dev/**',
      'e2e/**',
      'bench/**',
      '**/testing/**',
      '**/*.test.ts',
    ],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // node:test's describe/it/test return promises that the runner awaits.
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
  { files: ['**/*.mjs', '**/*.cjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly' } },
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      globals: {
        require: 'readonly',
        exports: 'readonly',
        module: 'readonly',
        __dirname: 'readonly',
        __filename: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
)
