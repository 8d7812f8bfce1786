/** A BUILD or .bzl file of the checkout. */
export interface SourceFile {
  /** From the root of the checkout, such as `rules/private/layer/tar.bzl`. */
  readonly path: string
  readonly text: string
}

/** One thing that is wrong with a file. */
export interface Problem {
  readonly path: string
  /** Counted from 1; 0 for the file as a whole. */
  readonly line: number
  readonly message: string
}

/** A `load()` statement. */
export interface Load {
  readonly line: number
  /** As written, such as `//rules/private/layer:tar.bzl` or `:content.bzl`. */
  readonly label: string
}

/** The `load()` statements of a file. Those in the texts of generated files have other labels, and are not among them. */
export function loadsOf(text: string): readonly Load[] {
  return [...text.matchAll(/^load\(\s*"((?:\/\/|:|@)[^"]+)"/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    label: match[1] ?? '',
  }))
}

/** Number of the line with the first match, or 0. */
export function lineOf(text: string, pattern: RegExp): number {
  const match = pattern.exec(text)
  return match === null ? 0 : text.slice(0, match.index).split('\n').length
}
