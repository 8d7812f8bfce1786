import type { Explanation } from '../explanation.ts'
import { listed, quoted } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { PythonFailure } from './failure.ts'

/** Explains a {@link PythonFailure}. */
export function explainPythonFailure(failure: PythonFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-wheel':
      return {
        message: `Cannot install the wheel "${failure.file}": ${failure.problem}`,
        accepted:
          'a wheel as the binary distribution format has it, whose RECORD names every file with its hash',
        fix: 'get it from where it is published, or build it again',
      }
    case 'unfit-wheel':
      return {
        message: `Cannot install the wheel "${failure.file}": ${failure.problem}`,
        accepted: 'wheels for the platform, the C library and the Python version of the image',
        fix: 'lock the wheels for this Python and platform, or choose another interpreter',
      }
    case 'shared-paths':
      return {
        message: `Cannot install the wheels "${failure.first}" and "${failure.second}" together: both have other contents at${listed(failure.paths)}`,
        accepted: 'wheels whose files do not overlap, unless they are equal',
        fix: 'leave one of the two out',
      }
    case 'two-versions':
      return {
        message: `Cannot install "${failure.distribution}" twice:${listed(failure.files)}`,
        accepted: 'one wheel of each distribution',
        fix: 'leave one of the two out',
      }
    case 'unknown-script':
      return {
        message: `Cannot start the script "${failure.script}": no wheel brings it`,
        accepted: failure.known.length === 0 ? 'a wheel with scripts' : failure.known.join(', '),
        fix: `name one of these in script, or add the wheel that has ${quoted(failure.script)}`,
      }
    case 'compiler-ended':
      return {
        message: `Cannot compile Python files with "${failure.python}": ${failure.detail}`,
        fix: 'check the runner of the interpreter, or set bytecode = False',
      }
    case 'wrong-version':
      return {
        message: `Cannot compile Python files with "${failure.python}": it is Python ${failure.found}, and the image has ${failure.wanted}`,
        accepted: 'an interpreter of the very same version',
        fix: 'name another runner for the interpreter, or set bytecode = False',
      }
    default:
      return assertNever(failure)
  }
}
