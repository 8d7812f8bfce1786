import type { Explanation } from '../explanation.ts'
import { listed, quoted } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { NotResolved, PipFailure } from './pip_failure.ts'

/** Explains a {@link PipFailure}. */
export function explainPipFailure(failure: PipFailure): Explanation {
  switch (failure.reason) {
    case 'unresolved':
      return explainUnresolved(failure)
    case 'no-resolver':
      return {
        message: `Cannot get uv ${failure.version}, which chooses versions: ${failure.problem}`,
        accepted: `an index that has the wheel of uv ${failure.version} for this machine`,
        fix: 'set RT_UV to the path of an installed uv, or add uv to the index of pip',
      }
    case 'unknown-indexes':
      return {
        message: `Cannot tell which indexes this machine has: ${failure.problem}`,
        accepted: 'a pip that can list its configuration, no pip at all, or UV_DEFAULT_INDEX',
        fix: 'run "python3 -m pip config list", and correct what it complains of',
      }
    case 'not-a-lock':
      return {
        message: `Cannot read the lock file ${quoted(failure.path)}: ${failure.problem}`,
        accepted:
          'a lock file of pip.install (.json), requirements with hashes (.txt), or pylock.toml',
      }
    case 'foreign-lock':
      return {
        message: `Cannot refresh ${quoted(failure.path)}: another tool makes it`,
        accepted: 'a lock file whose name ends in .json',
        fix: 'run the tool that made it, or name requirements and a .json file in pip.install',
      }
    default:
      return explainWheels(failure)
  }
}

type AboutWheels = Extract<
  PipFailure,
  { readonly reason: 'own-wheel' | 'two-wheels' | 'wrong-hash' | 'no-wheel' }
>

function explainWheels(failure: AboutWheels): Explanation {
  switch (failure.reason) {
    case 'own-wheel':
      return {
        message: `Cannot use ${quoted(failure.file)} of wheels: ${failure.problem}`,
        accepted:
          'wheels for the Python and the architectures of pip.install, for glibc or for all',
        fix: 'build it for them, or leave it out of wheels',
      }
    case 'two-wheels':
      return {
        message: `Cannot use several wheels of ${quoted(failure.name)}:${listed(failure.files)}`,
        accepted: 'one wheel of a name for each architecture',
        fix: 'leave all but one of them out of wheels',
      }
    case 'wrong-hash':
      return {
        message: `Cannot use ${failure.requirement} of ${failure.place}: no wheel of it has a hash that is given there`,
        accepted: `one of these hashes:${listed(failure.found)}`,
        fix: 'find out why the files differ; then correct the hashes, or leave them out: the lock has its own',
      }
    case 'no-wheel':
      return {
        message: `Cannot use ${failure.requirement} for ${failure.architectures.join(', ')}: ${failure.files.length === 0 ? 'it has no wheel' : `none of its wheels fits Python ${failure.python} and glibc ${failure.glibc}`}`,
        accepted:
          failure.files.length === 0
            ? 'a version that has wheels: nothing is compiled'
            : `its wheels are${listed(failure.files)}`,
        fix: 'choose another version, python or glibc, or give a wheel of your own in wheels of pip.install',
      }
    default:
      return assertNever(failure)
  }
}

const WHEELS = 'wheels = ["//PACKAGE:FILE.whl"] in pip.install'

function explainUnresolved(failure: NotResolved): Explanation {
  const { kind, about, detail } = failure
  const asked = failure.places.length === 0 ? '' : ` (${failure.places.join(', ')})`
  const subject = `${about}${asked} for ${failure.architectures.join(', ')}`
  switch (kind) {
    case 'contradiction':
      return {
        message: `Cannot choose versions for ${failure.architectures.join(', ')}: ${detail}`,
        accepted: 'requirements that can all be satisfied together',
        fix: `change one of them${asked}`,
      }
    case 'unknown-package':
      return {
        message: `Cannot find ${subject}: the indexes of this machine have no package of this name`,
        accepted: 'a name that they have',
        fix: `correct the name, add an index with PIP_EXTRA_INDEX_URL, or set ${WHEELS}`,
      }
    case 'unknown-version':
      return {
        message: `Cannot find ${subject}: ${detail}`,
        accepted: 'a version that the indexes of this machine have',
        fix: 'correct the version, or add an index that has it with PIP_EXTRA_INDEX_URL',
      }
    case 'source-only':
    case 'other-python':
    case 'other-platform':
      return explainNoWheel(kind, failure, subject)
    case 'unreachable':
    case 'refused':
    case 'no-python':
      return explainMachine(kind, detail)
    case 'other':
      return {
        message: `Cannot choose versions for ${failure.architectures.join(', ')}: ${detail}`,
        fix: 'correct what uv reports, and try again; the lock file is unchanged',
      }
    default:
      return assertNever(kind)
  }
}

function explainNoWheel(
  kind: 'source-only' | 'other-python' | 'other-platform',
  { about, python, detail }: NotResolved,
  subject: string,
): Explanation {
  switch (kind) {
    case 'source-only':
      return {
        message: `Cannot use ${subject}: it has no wheel, only its source`,
        accepted: 'wheels: nothing is compiled',
        fix: `build a wheel ("pip wheel ${about}"), and set ${WHEELS}`,
      }
    case 'other-python':
      return {
        message: `Cannot use ${subject}: it has no wheel for Python ${python}: ${detail}`,
        accepted: `a version with a wheel for Python ${python}`,
        fix: `choose another version or another python, or set ${WHEELS}`,
      }
    case 'other-platform':
      return {
        message: `Cannot use ${subject}: it has no wheel for this platform: ${detail}`,
        accepted: 'a version with a wheel for Linux with glibc on every one of architectures',
        fix: `choose another version, leave an architecture out, or set ${WHEELS}`,
      }
    default:
      return assertNever(kind)
  }
}

function explainMachine(
  kind: 'unreachable' | 'refused' | 'no-python',
  detail: string,
): Explanation {
  switch (kind) {
    case 'no-python':
      return {
        message: `Cannot choose versions: uv finds no Python on this machine: ${detail}`,
        accepted: 'python3 of any version on PATH; before 3.12, with its distutils',
        fix: 'install one, such as "apt-get install python3"; the image gets its own',
      }
    case 'unreachable':
      return {
        message: `Cannot choose versions: an index does not respond: ${detail}`,
        accepted: 'indexes that the configuration of pip or uv names, or their default',
        fix: 'see what "python3 -m pip config debug" says, and try again; the lock file is unchanged',
      }
    case 'refused':
      return {
        message: `Cannot choose versions: an index refuses: ${detail}`,
        accepted: 'a login in ~/.netrc, in a keyring, or in the configuration of pip or uv',
        fix: 'log in to the index, and try again; the lock file is unchanged',
      }
    default:
      return assertNever(kind)
  }
}
