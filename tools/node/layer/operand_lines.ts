import type { Operands } from '../../core/entries/operands.ts'
import { parseOperands } from '../../core/entries/operands.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { readTextFile } from './text_file.ts'

const UNDER_FILE = 'under-file\t'

/**
 * Reads the entry lines of a command. Beside those of {@link parseOperands} there is `under-file<TAB>FILE`: the DEST of
 * later lines is below the directory that FILE names, which is known only when an action runs.
 *
 * @throws ExpectedFailure when a line is malformed or a path leaves the image
 */
export function readOperands(lines: readonly string[]): Operands {
  const operands = parseOperands(lines.map(withPrefix))
  if (!operands.ok) throw new ExpectedFailure(operands.failure)
  return operands.value
}

function withPrefix(line: string): string {
  return line.startsWith(UNDER_FILE)
    ? `under\t${readTextFile(line.slice(UNDER_FILE.length)).trimEnd()}`
    : line
}
