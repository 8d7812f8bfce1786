import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'

/** What each file imports: paths from the root of the checkout, with `/` between folders. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/**
 * Reads the relative imports of TypeScript files: of values, of types, re-exports and `import(...)`.
 *
 * @param root the checkout
 * @param files paths from there
 */
export function readImports(root: string, files: readonly string[]): ImportGraph {
  return new Map(
    files.map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'))]),
  )
}

/** The files that the text of one file imports, without packages and modules of Node. */
export function importsOf(file: string, text: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true)
  const relative = importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
  return [...new Set(relative.map((name) => posix.join(posix.dirname(file), name)))]
}
