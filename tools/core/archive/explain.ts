import type { Explanation } from '../explanation.ts'
import { listed, quoted } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { ArchiveFailure } from './failure.ts'

/** Explains an {@link ArchiveFailure}. */
export function explainArchiveFailure(failure: ArchiveFailure): Explanation {
  const { archive } = failure
  switch (failure.reason) {
    case 'unsafe-member':
      return {
        message: `Cannot unpack ${quoted(failure.member)} of "${archive}": ${failure.problem}`,
        accepted:
          'files, directories and links that stay below the root of the archive, each path once',
        fix: 'get the archive again from its publisher, or leave it out',
      }
    case 'expands-too-much':
      return {
        message: `Cannot decompress "${archive}": ${failure.problem}`,
        accepted: 'archives within the limits that docs/security.md states',
        fix: 'get the archive again from its publisher, or leave it out',
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
