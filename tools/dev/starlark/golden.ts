import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findRunfiles } from '../../node/runfiles.ts'

type Locate = (key: string) => string

/**
 * Compares a generated file with one that is checked in, or refreshes the latter:
 *
 *     golden.cjs compare KEY_OF_GENERATED KEY_OF_GOLDEN LABEL_THAT_REFRESHES
 *     golden.cjs update KEY_OF_GENERATED PATH_IN_WORKSPACE ...
 */
function main([command, ...rest]: readonly string[]): void {
  const { locate } = findRunfiles({ env: process.env, argv0: process.argv0 })
  if (command === 'update') update(locate, rest)
  else compare(locate, rest)
}

function update(locate: Locate, [generatedKey, golden, ...rest]: readonly string[]): void {
  if (generatedKey === undefined || golden === undefined) return
  const target = join(process.env['BUILD_WORKSPACE_DIRECTORY'] ?? '', golden)
  // Outputs of Bazel are read-only, which a copy of the file itself would be as well.
  writeFileSync(target, readFileSync(locate(generatedKey)))
  process.stderr.write(`${golden} is up to date\n`)
  update(locate, rest)
}

function compare(
  locate: Locate,
  [generatedKey = '', golden = '', refresh = '']: readonly string[],
): void {
  const differences = differencesOf(linesOf(locate(golden)), linesOf(locate(generatedKey)))
  if (differences.length === 0) return
  const fix = `if the change is intended, run: tools/dev/bazel run ${refresh}`
  process.stderr.write(
    `Cannot accept ${generatedKey}: it differs from ${golden}\n${differences.join('\n')}\n  fix: ${fix}\n`,
  )
  process.exitCode = 1
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n')
}

/** Lines that only one side has, in their order; all lines when only the order differs. */
function differencesOf(golden: readonly string[], generated: readonly string[]): readonly string[] {
  if (golden.join('\n') === generated.join('\n')) return []
  const inGolden = new Set(golden)
  const inGenerated = new Set(generated)
  const gone = golden.filter((line) => !inGenerated.has(line)).map((line) => `- ${line}`)
  const come = generated.filter((line) => !inGolden.has(line)).map((line) => `+ ${line}`)
  if (gone.length + come.length > 0) return [...gone, ...come]
  return ['(the same lines in another order)', ...generated.map((line) => `+ ${line}`)]
}

main(process.argv.slice(2))
