import type { Operands } from '../../core/entries/operands.ts'
import { parseOperands } from '../../core/entries/operands.ts'
import { ExpectedFailure } from '../../core/failure.ts'

/**
 * Reads the entry lines of a command.
 *
 * @throws ExpectedFailure when a line is malformed or a path leaves the image
 */
export function readOperands(lines: readonly string[]): Operands {
  const operands = parseOperands(lines)
  if (!operands.ok) throw new ExpectedFailure(operands.failure)
  return operands.value
}
