import { join } from 'node:path'
import { runVisibly } from './command.ts'
import { CHECKOUT } from './places.ts'
import { PYTHON, runPythonModule } from './python_checks.ts'

/** Formatters that rewrite, in the order they run. */
const FIXERS: readonly (readonly string[])[] = [
  ['prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.'],
  [
    '@bazel/buildifier/buildifier.js',
    '-lint=fix',
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
  ],
]

for (const [script = '', ...args] of FIXERS) {
  const status = await runVisibly(process.execPath, [join('node_modules', script), ...args], {
    cwd: CHECKOUT,
  })
  if (status !== 0) process.exitCode = status
}

for (const args of [
  ['check', '--fix', ...PYTHON],
  ['format', ...PYTHON],
]) {
  const { status, stdout, stderr } = await runPythonModule('ruff', args)
  if (status !== 0) process.stderr.write(`${stdout}${stderr}`)
  if (status !== 0) process.exitCode = status
}
