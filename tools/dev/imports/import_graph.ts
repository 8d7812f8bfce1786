import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'

/** What each file imports: paths from the root of the checkout, with `/` between folders, and names of modules. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/**
 * Reads the imports of TypeScript files: of values, of types, re-exports and `import(...)`.
 *
 * @param root the checkout
 * @param files paths from there
 */
export function readImports(root: string, files: readonly string[]): ImportGraph {
  return new Map(
    files.map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'))]),
  )
}

/** The files and modules that the text of one file imports. */
export function importsOf(file: string, text: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true)
  const names = importedFiles.map(({ fileName: name }) =>
    name.startsWith('.') ? posix.join(posix.dirname(file), name) : name,
  )
  return [...new Set(names)]
}
