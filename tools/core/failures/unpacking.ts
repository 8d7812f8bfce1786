import type { Explanation } from '../failure.ts'
import { assertNever } from '../never.ts'
import { quoted } from './listing.ts'

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

/** Explains an {@link UnpackingFailure}. */
export function describeUnpackingFailure(failure: UnpackingFailure): Explanation {
  const { archive, problem } = failure
  switch (failure.reason) {
    case 'unsafe-member':
      return {
        message: `Cannot unpack ${quoted(failure.member)} of "${archive}": ${problem}`,
        accepted:
          'files, directories and links that stay below the root of the archive, each path once',
        fix: 'get the archive from where it is published, or leave it out',
      }
    case 'expands-too-much':
      return {
        message: `Cannot decompress "${archive}": ${problem}`,
        accepted: 'archives within the limits that docs/security.md states',
        fix: 'get the archive from where it is published, or leave it out',
      }
    default:
      return assertNever(failure)
  }
}
