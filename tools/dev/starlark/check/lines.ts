import type { Problem, SourceFile } from './source_file.ts'

/** Characters that a line of Starlark may have. Buildifier breaks no lines. */
const MAX_LINE = 120

/** Finds the lines that are too long to be read side by side with another file. */
export function lineProblems(files: readonly SourceFile[]): readonly Problem[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((content, index) => {
      const { length } = Array.from(content)
      if (length <= MAX_LINE) return []
      return [{ path, line: index + 1, message: `has ${length} characters, more than ${MAX_LINE}` }]
    }),
  )
}
