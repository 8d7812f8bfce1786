import type { Mistakes } from '../../document/mistakes.ts'
import type { Placed } from './scalar_text.ts'
import type { Sources } from './sources.ts'

const FILE = /^file:\s*(.*)$/s

/** The text of a description, from its file where it names one (`file: ./README.md`). */
export function readDescription(
  description: Placed<string> | undefined,
  { read }: Sources,
  mistakes: Mistakes,
): string | undefined {
  if (description === undefined) return undefined
  const { value, at } = description
  const path = FILE.exec(value)?.[1]
    ?.trim()
    .replace(/^(?:\.\/)+/, '')
  if (path === undefined) return value
  const text = read(path)
  if (text !== undefined) return text
  return mistakes.add(at, `cannot read "${path}": there is no such file among the sources`, {
    accepted: 'file: and a path below the build context, or the text itself',
  })
}
