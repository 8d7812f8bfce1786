import type { Mistakes } from '../../document/mistakes.ts'
import type { Position } from '../../document/node.ts'
import type { Bentofile } from './bentofile.ts'
import { PathPatterns, patternProblem } from './path_patterns.ts'
import type { Placed } from './scalar_text.ts'
import { isSecret } from './secret_files.ts'
import type { ReadSource } from './variables.ts'

/** A file of the build context. */
export interface SourceFile {
  readonly path: string
  readonly size: number
}

/** The build context. */
export interface Sources {
  readonly files: readonly SourceFile[]
  /** Reads a file of it as text; undefined where there is none. */
  readonly read: ReadSource
}

const IGNORE_FILE = '.bentoignore'
/** What BentoML 1.4 leaves out of every Bento. */
const NEVER = new PathPatterns(['.git/', '.venv/', 'venv/', '__pycache__/', '.DS_Store'])
const LARGE = 10 * 1024 * 1024
const LEADS_OUT = /^(?:!?\.\.\/|\.\.$)/

/**
 * Chooses the files that become `src/` of a Bento: those that `include` names, without those of `exclude`, of
 * `.bentoignore` files, and of what is never taken.
 *
 * @returns paths, sorted
 */
export function chooseSources(
  { include, exclude, document }: Bentofile,
  sources: Sources,
  mistakes: Mistakes,
): readonly string[] {
  const wanted = include?.value ?? [{ value: '*', at: document.start }]
  for (const item of [...wanted, ...exclude]) checkPattern(item, mistakes)
  checkMatches(wanted, sources, mistakes)
  const chosen = sources.files.filter(chooser(wanted, exclude, sources, mistakes))
  const at = include?.at ?? document.start
  if (chosen.length === 0)
    mistakes.add(at, 'no file is included', { accepted: 'at least the module of the service' })
  checkFiles(chosen, wanted, at, mistakes)
  return chosen.map(({ path }) => path).toSorted()
}

function chooser(
  wanted: readonly Placed<string>[],
  exclude: readonly Placed<string>[],
  sources: Sources,
  mistakes: Mistakes,
): (file: SourceFile) => boolean {
  const included = new PathPatterns(wanted.map(({ value }) => value))
  const excluded = new PathPatterns(exclude.map(({ value }) => value))
  const ignored = readIgnoreFiles(sources, mistakes)
  return ({ path }) =>
    included.matches(path) &&
    !excluded.matches(path) &&
    !NEVER.matches(path) &&
    !ignored.some(
      ({ below, patterns }) => path.startsWith(below) && patterns.matches(path.slice(below.length)),
    )
}

function checkPattern({ value, at }: Placed<string>, mistakes: Mistakes): void {
  const problem = patternProblem(value)
  if (LEADS_OUT.test(value)) {
    mistakes.add(at, 'Paths outside of the build context directory cannot be included', {
      fix: 'name the files in srcs of the rule bento from below its package, or copy them there',
    })
  } else if (problem !== undefined)
    mistakes.add(at, `cannot use "${value}": ${problem}`, { accepted: 'patterns as in .gitignore' })
}

/** What BentoML takes in silence, and makes a Bento of that cannot be served. */
function checkMatches(
  wanted: readonly Placed<string>[],
  { files }: Sources,
  mistakes: Mistakes,
): void {
  for (const { value, at } of wanted) {
    if (value.startsWith('!') || LEADS_OUT.test(value) || patternProblem(value) !== undefined)
      continue
    const patterns = new PathPatterns([value])
    if (files.some(({ path }) => patterns.matches(path))) continue
    const bare = value.replace(/^(?:\.?\/)+/, '')
    const nearby =
      bare !== value && files.some(({ path }) => path === bare || path.startsWith(`${bare}/`))
    mistakes.add(at, `"${value}" matches no file`, {
      accepted: 'patterns as in .gitignore, below the build context',
      ...(nearby && { fix: `write "${bare}"` }),
    })
  }
}

function readIgnoreFiles(
  { files, read }: Sources,
  mistakes: Mistakes,
): readonly { readonly below: string; readonly patterns: PathPatterns }[] {
  return files.flatMap(({ path }) => {
    if (path !== IGNORE_FILE && !path.endsWith(`/${IGNORE_FILE}`)) return []
    const lines = (read(path) ?? '').split(/\r?\n/)
    for (const [index, line] of lines.entries()) {
      const problem = line.startsWith('#') ? undefined : patternProblem(line)
      if (problem !== undefined)
        mistakes.add({ file: path, line: index + 1, column: 1 }, `cannot use "${line}": ${problem}`)
    }
    return [{ below: path.slice(0, -IGNORE_FILE.length), patterns: new PathPatterns(lines) }]
  })
}

function checkFiles(
  chosen: readonly SourceFile[],
  wanted: readonly Placed<string>[],
  at: Position,
  mistakes: Mistakes,
): void {
  for (const { path, size } of chosen) {
    if (size > LARGE)
      mistakes.warn(at, `File size is larger than 10MiB: ${path}`, {
        fix: 'put weights into a model, which has layers of its own, or leave the file out by exclude',
      })
    const isListed = wanted.some(({ value }) => value.replace(/^\//, '') === path)
    if (isSecret(path) && !isListed)
      mistakes.add(at, `"${path}" looks like a secret, and would be in the Bento and its image`, {
        fix: `add "${path}" to exclude or .bentoignore; if it is to be there, name it in include`,
      })
  }
}
