import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { WheelFailure } from './wheel_failure.ts'

/** Explains a {@link WheelFailure}. */
export function explainWheelFailure(failure: WheelFailure): Explanation {
  const message = `Cannot fetch the wheel ${failure.requirement}: ${problemOf(failure)}`
  const { lockTarget = '@rt//runtimes:lock' } = failure
  switch (failure.reason) {
    case 'no-pip':
      return { message, fix: 'install pip: "apt-get install python3-pip"' }
    case 'invalid-file-name':
      return { message, accepted: 'NAME-VERSION-PYTHON-ABI-PLATFORM.whl' }
    case 'nothing-offered':
    case 'unreachable':
      return {
        message,
        accepted: 'an index that the configuration of pip names, or its default',
        fix: 'see what "python3 -m pip config debug" says, and try again',
      }
    case 'hash-mismatch':
      return {
        message,
        accepted: 'the file with the hash that the lock has',
        fix: `find out why the file changed; then, "bazel run ${lockTarget}" writes the new hash`,
      }
    case 'unknown-version':
      return { message, accepted: failure.versions, fix: otherVersion(failure.lockTarget) }
    case 'yanked':
      return {
        message,
        accepted: 'a version that its publisher has not withdrawn',
        fix: 'choose another version in the description of the set',
      }
    case 'other':
      return { message }
    default:
      return assertNever(failure)
  }
}

function otherVersion(lockTarget: string | undefined): string {
  return lockTarget === undefined
    ? 'choose another version in the description of the set, and run its lock target'
    : `lock a version that is there: bazel run ${lockTarget}`
}

function problemOf(failure: WheelFailure): string {
  switch (failure.reason) {
    case 'no-pip':
      return 'python3 with pip is not on PATH'
    case 'invalid-file-name':
      return `"${failure.file}" is not the name of a wheel`
    case 'nothing-offered':
      return 'the index has no package of this name for this platform, or does not respond'
    case 'unreachable':
      return `its index does not respond: ${failure.detail}`
    case 'hash-mismatch':
      return `its hash is not the one of the lock${failure.found === '' ? '' : `, but ${failure.found}`}`
    case 'unknown-version':
      return 'the index has no such version for this platform'
    case 'yanked':
      return `its publisher has withdrawn this version${failure.why === '' ? '' : `: ${failure.why}`}`
    case 'other':
      return failure.detail
    default:
      return assertNever(failure)
  }
}
