import type { Explanation } from '../explanation.ts'
import { itemLines } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { PythonRunnerFailure } from './runner_failure.ts'

/** Explains a {@link PythonRunnerFailure}. */
export function explainPythonRunnerFailure(failure: PythonRunnerFailure): Explanation {
  switch (failure.reason) {
    case 'programs':
      return {
        message:
          failure.programs.length === 0
            ? `Cannot find Python in "${failure.root}"`
            : `Cannot tell which Python of "${failure.root}" to run: it has ${failure.programs.join(', ')}`,
        accepted:
          'the root of a file system with one program such as /usr/bin/python3.11 or /usr/local/bin/python3.12',
      }
    case 'no-place':
      return {
        message: `Cannot write to any of the directories for temporary files: ${failure.tried.join(', ')}`,
        accepted: 'a directory with a name of at most eight bytes, such as /tmp, or TMPDIR',
      }
    case 'not-startable':
      return {
        message: `Cannot run "${failure.program}" while building: ${failure.problem}`,
        accepted: 'a Python of Linux whose dynamic linker is that of its architecture',
      }
    case 'ended':
      return {
        message: `Cannot run ${failure.what}: ${failure.ending}${itemLines(failure.output.map((line) => `| ${line}`))}`,
      }
    default:
      return assertNever(failure)
  }
}
