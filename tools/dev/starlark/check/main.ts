import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../places.ts'
import type { Problem, SourceFile } from './source_file.ts'
import { lineProblems } from './lines.ts'
import { fileProblems, publicProblems, topicProblems } from './topics.ts'

/** Folders that are not the project's own: what npm and Bazel put into the checkout. */
const FOREIGN = /(^|\/)(node_modules|\.cache|\.git|bazel-[^/]+)$/

/** Checks what buildifier does not: who loads what, and how long lines are. */
function main(): void {
  const files: readonly SourceFile[] = globSync('**/*.{bzl,bazel}', {
    cwd: CHECKOUT,
    exclude: (path) => FOREIGN.test(path),
  })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(CHECKOUT, path), 'utf8') }))
  const problems = [lineProblems, topicProblems, publicProblems, fileProblems].flatMap((check) =>
    check(files),
  )
  process.stdout.write(problems.map(format).join(''))
  process.exitCode = problems.length === 0 ? 0 : 1
}

function format({ path, line, message }: Problem): string {
  return `${path}${line === 0 ? '' : `:${line}`}: ${message}\n`
}

main()
