import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { bazelisk, bazeliskEnvironment, chooseBazel } from './bazel_choice.ts'
import type { Finished } from './command.ts'
import { run } from './command.ts'
import { CHECKOUT, TOOLS } from './places.ts'
import { PYTHON, runPythonModule } from './python_checks.ts'

/** How many tests of a stage ended how. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** One part of the whole test run. */
export interface Stage {
  readonly name: string
  run(): Promise<Finished>
  /** Counts the tests in what the stage printed. */
  tally(finished: Finished): Tally
}

const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`,
  RT_TOOLS: TOOLS,
  NO_COLOR: '1',
  // Tests start hundreds of programs from their sources, and each would compile them anew.
  NODE_COMPILE_CACHE: join(CHECKOUT, '.cache/node'),
}

/** Right or wrong as a whole. */
function asOneTest({ status }: Finished): Tally {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }
}

/** A stage that is right or wrong as a whole. */
function check(name: string, script: string, args: readonly string[]): Stage {
  return {
    name,
    run: () =>
      run(process.execPath, [join('node_modules', script), ...args], {
        cwd: CHECKOUT,
        env: environment,
      }),
    tally: asOneTest,
  }
}

/** A check by a program of this project. */
function ownCheck(name: string, script: string): Stage {
  return {
    name,
    run: () => run(process.execPath, [script], { cwd: CHECKOUT, env: environment }),
    tally: asOneTest,
  }
}

/** A check of the Python programs in `servers` and `tools/python`. */
function pythonCheck(name: string, module: string, args: readonly string[]): Stage {
  return {
    name,
    run: () => runPythonModule(module, args, environment),
    tally: asOneTest,
  }
}

/** The tests of the Python programs in `servers`. */
const PYTHON_TESTS: Stage = {
  name: 'servers (pytest)',
  run: () => runPythonModule('pytest', [], environment),
  tally: ({ stdout, status }) => {
    const count = (word: string): number =>
      Number(new RegExp(`\\b(\\d+) ${word}`).exec(stdout)?.[1] ?? 0)
    const failed = count('failed') + count('error')
    const died = status !== 0 && failed === 0 ? 1 : 0
    return { passed: count('passed'), failed: failed + died, skipped: count('skipped') }
  },
}

/**
 * Tests under Node's own runner.
 *
 * @param atOnce test files at the same time
 */
function nodeTests(name: string, patterns: readonly string[], atOnce: number): Stage {
  const options = ['--test', '--test-reporter=spec', `--test-concurrency=${atOnce}`]
  return {
    name,
    run: () =>
      run(process.execPath, [...options, ...patterns], { cwd: CHECKOUT, env: environment }),
    tally: ({ stdout, status }) => {
      const count = (word: string): number =>
        Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0)
      const failed = count('fail') + count('cancelled')
      // A runner that died has counted nothing.
      const died = status !== 0 && failed === 0 ? 1 : 0
      return { passed: count('pass'), failed: failed + died, skipped: count('skipped') }
    },
  }
}

/** `bazel test //...` of one workspace. */
function bazelTests(name: string, workspace: string): Stage {
  return {
    name,
    run: async () =>
      run(
        bazelisk(),
        [
          'test',
          '//...',
          '--color=no',
          '--curses=no',
          '--show_progress_rate_limit=10',
          '--test_output=errors',
        ],
        {
          cwd: join(CHECKOUT, workspace),
          env: bazeliskEnvironment(await chooseBazel()),
        },
      ),
    tally: ({ stdout, stderr, status }) => {
      const text = stdout + stderr
      const passed = [...text.matchAll(/^\/\/\S+\s.*\bPASSED in/gm)].length
      const failed = [...text.matchAll(/^\/\/\S+\s.*\b(FAILED|TIMEOUT|NO STATUS|FLAKY)/gm)].length
      return { passed, failed: status !== 0 && failed === 0 ? 1 : failed, skipped: 0 }
    },
  }
}

/** What needs nothing built: format, lint, types, unit tests. */
export const CHECKS: readonly Stage[] = [
  check('format (prettier)', 'prettier/bin/prettier.cjs', ['--check', '.']),
  check('format and lint (buildifier)', '@bazel/buildifier/buildifier.js', [
    '-mode=check',
    '-lint=warn',
    '-r',
    'BUILD.bazel',
    'MODULE.bazel',
    'rules',
    'docs',
    'servers',
    'tools',
    'platforms',
    'runtimes',
    'e2e',
    'examples',
  ]),
  ownCheck('loads and lines (Starlark)', 'tools/dev/starlark/check/main.ts'),
  ownCheck('imports (TypeScript)', 'tools/dev/imports/main.ts'),
  check('types (tsc)', 'typescript/bin/tsc', ['-b']),
  pythonCheck('format of Python (ruff)', 'ruff', ['format', '--check', ...PYTHON]),
  pythonCheck('lint of Python (ruff)', 'ruff', ['check', ...PYTHON]),
  pythonCheck('types of Python (mypy)', 'mypy', ['.', '../tools/python']),
  check('lint (eslint)', 'eslint/bin/eslint.js', ['.', '--max-warnings=0']),
]

/** Unit tests of the TypeScript programs. */
export const UNIT: readonly Stage[] = [
  nodeTests('unit', ['tools/**/*.test.ts', 'bench/**/*.test.ts'], availableParallelism()),
  PYTHON_TESTS,
]

/** Rules, analysis and golden tests, and the examples as an outside workspace. */
export const BAZEL: readonly Stage[] = [
  bazelTests('bazel test //...', '.'),
  bazelTests('bazel test //... in examples', 'examples'),
]

/** Real registries, engines and validators. */
export const END_TO_END: readonly Stage[] = [
  nodeTests('end to end', ['e2e/**/*.test.ts'], Math.max(1, availableParallelism() - 1)),
]
