import type { Explanation } from '../explanation.ts'
import { quoted } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { RuntimeLockFailure } from './runtime_lock_failure.ts'

/** Explains a {@link RuntimeLockFailure}. */
export function explainRuntimeLockFailure(failure: RuntimeLockFailure): Explanation {
  switch (failure.reason) {
    case 'not-a-set':
      return {
        message: `Cannot read the set of packages "${failure.path}": ${failure.problem}`,
        accepted: 'JSON as docs/runtimes.md describes it',
      }
    case 'not-a-lock':
      return {
        message: `Cannot read the lock file "${failure.path}": ${failure.problem}`,
        fix: 'remove the file, and run the target that makes it again',
      }
    case 'no-files':
      return {
        message: `Cannot keep files of component "${failure.component}": "${failure.archive}" (${failure.architecture}) has none that fit`,
        accepted: failure.patterns.map(quoted).join(', '),
        fix: 'correct "keep" of the component, or name the architectures that it is for in "architectures"',
      }
    case 'same-place':
      return {
        message: `Cannot keep files of component "${failure.component}" in "${failure.archive}": ${failure.problem}`,
        fix: 'give them different places in "keep", or leave one out in "leaveOut"',
      }
    case 'not-fetched':
      return { message: `Cannot fetch "${failure.url}": ${failure.cause}` }
    case 'no-workspace':
      return {
        message: 'Cannot write a lock file: this is not a Bazel workspace',
        fix: 'run the target with "bazel run"',
      }
    default:
      return assertNever(failure)
  }
}
