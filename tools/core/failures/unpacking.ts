import type { Explanation } from '../failure.ts'
import { assertNever } from '../never.ts'
import { listed, quoted } from './listing.ts'

/** An archive (Debian package, wheel, layer) that is not unpacked because it could do harm. */
export type UnpackingFailure =
  | {
      readonly topic: 'unpacking'
      readonly reason: 'unsafe-member'
      readonly archive: string
      /** The member's name as written. */
      readonly member: string
      /** A clause: why it is not safe. */
      readonly problem: string
    }
  | {
      readonly topic: 'unpacking'
      readonly reason: 'expands-too-much'
      readonly archive: string
      /** A clause: what is too much. */
      readonly problem: string
    }
  | {
      readonly topic: 'unpacking'
      readonly reason: 'damaged'
      readonly archive: string
      /** What is wrong, in the words of the reader of its format. */
      readonly problem: string
    }
  | {
      readonly topic: 'unpacking'
      readonly reason: 'missing-members'
      readonly archive: string
      /** Paths that should be in it. */
      readonly members: readonly string[]
    }

/** Explains an {@link UnpackingFailure}. */
export function describeUnpackingFailure(failure: UnpackingFailure): Explanation {
  const { archive } = failure
  switch (failure.reason) {
    case 'unsafe-member':
      return {
        message: `Cannot unpack ${quoted(failure.member)} of "${archive}": ${failure.problem}`,
        accepted:
          'files, directories and links that stay below the root of the archive, each path once',
        fix: 'get the archive from where it is published, or leave it out',
      }
    case 'expands-too-much':
      return {
        message: `Cannot decompress "${archive}": ${failure.problem}`,
        accepted: 'archives within the limits that docs/security.md states',
        fix: 'get the archive from where it is published, or leave it out',
      }
    case 'damaged':
      return {
        message: `Cannot read the archive "${archive}": ${failure.problem}`,
        fix: 'fetch it again: remove the file, or the repository that has it',
      }
    case 'missing-members':
      return {
        message: `Cannot find files in "${archive}":${listed(failure.members)}`,
        fix: 'refresh the lock that names them: run its lock target',
      }
    default:
      return assertNever(failure)
  }
}
