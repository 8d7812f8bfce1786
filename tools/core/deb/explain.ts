import type { Explanation } from '../explanation.ts'
import { itemLines, listed, quoted } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { DebianFailure, Need } from './failure.ts'

/** What a mirror looks like in an attribute. */
const MIRROR = 'mirrors = ["https://HOST/debian"]'

/** Explains a {@link DebianFailure}. */
export function explainDebianFailure(failure: DebianFailure): Explanation {
  switch (failure.reason) {
    case 'unknown-package':
    case 'no-such-version':
    case 'conflict':
      return describeChoice(failure)
    case 'no-source':
    case 'unknown-suite':
    case 'index':
    case 'not-fetched':
      return describeSource(failure)
    default:
      return describeFile(failure)
  }
}

type ChoiceFailure = Extract<
  DebianFailure,
  { readonly reason: 'unknown-package' | 'no-such-version' | 'conflict' }
>

function describeChoice(failure: ChoiceFailure): Explanation {
  switch (failure.reason) {
    case 'unknown-package': {
      const { similar } = failure
      return {
        message: `Cannot find the package ${needText(failure)}: ${failure.place} has no package of this name`,
        ...(similar.length > 0 && { accepted: `names such as ${similar.join(', ')}` }),
        fix: 'correct the name in packages, or add the component that has it to components',
      }
    }
    case 'no-such-version':
      return {
        message: `Cannot find a version that fits ${needText(failure)} in ${failure.place}`,
        accepted: failure.available.join(', '),
        fix: 'ask for another version, or for none, in packages',
      }
    case 'conflict':
      return {
        message: `Cannot install ${failure.first} together with ${failure.second}: it conflicts with ${quoted(failure.refused)}`,
        fix: 'leave one of the two out of packages, or name one of them in exclude',
      }
    default:
      return assertNever(failure)
  }
}

function needText({ wanted, neededBy }: Need): string {
  return neededBy === undefined ? quoted(wanted) : `${quoted(wanted)}, which ${neededBy} needs`
}

type SourceFailure = Extract<
  DebianFailure,
  {
    readonly reason: 'no-source' | 'unknown-suite' | 'index' | 'not-fetched'
  }
>

function describeSource(failure: SourceFailure): Explanation {
  switch (failure.reason) {
    case 'no-source':
      return {
        message: `Cannot get ${failure.what}: this machine has no apt with sources of its own`,
        accepted: 'apt with Debian sources, or a mirror',
        fix: `set ${MIRROR} in apt.install(...)`,
      }
    case 'unknown-suite':
      return {
        message: `Cannot find the suite ${quoted(failure.suite)} at the sources of this machine:${listed(failure.sources)}`,
        accepted: 'a suite that one of these sources has, such as "bookworm" or "trixie"',
        fix: `correct suite, or set ${MIRROR} in apt.install(...)`,
      }
    case 'index':
      return {
        message: `Cannot read the package index of ${failure.place}: ${failure.cause}`,
        fix: `try again when the source answers, or set another one with ${MIRROR}; the lock file is unchanged`,
      }
    case 'not-fetched':
      return {
        message: `Cannot fetch "${failure.file}":${itemLines(failure.attempts)}`,
        accepted: 'a source that still has the locked version',
        fix: `lock a version that is there (bazel run @NAME//:lock), or set a mirror that keeps old ones with ${MIRROR}`,
      }
    default:
      return assertNever(failure)
  }
}

type FileFailure = Exclude<DebianFailure, ChoiceFailure | SourceFailure>

function describeFile(failure: FileFailure): Explanation {
  switch (failure.reason) {
    case 'wrong-hash':
      return {
        message: `Cannot use ${quoted(failure.file)}: its sha256 is ${failure.found}`,
        accepted: `sha256 ${failure.expected}, as locked`,
        fix: 'find out who changed the file; if that is fine, bazel run @NAME//:lock',
      }
    case 'not-a-package':
      return {
        message: `Cannot read ${quoted(failure.file)} as a Debian package: ${failure.cause}`,
        accepted: 'a .deb with control.tar and data.tar, plain or compressed by gzip, xz or zstd',
      }
    case 'wrong-architecture':
      return {
        message: `Cannot put ${quoted(failure.file)} into a layer for ${failure.wanted}: it is for ${failure.architecture}`,
        accepted: `packages for ${failure.wanted} or for all`,
      }
    case 'twice':
      return {
        message: `Cannot install ${failure.name} twice:${itemLines(failure.files)}`,
        fix: 'leave all but one of the files out',
      }
    default:
      return assertNever(failure)
  }
}
