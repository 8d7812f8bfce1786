import type { Explanation } from '../explanation.ts'
import { listed, quoted } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type {
  CompilerEnded,
  ForeignDirectory,
  InvalidWheel,
  NoPython,
  PackagesLabel,
  PythonFailure,
  SameDirectory,
  SharedPaths,
  TwoVersions,
  UnfitWheel,
  WrongVersion,
} from './failure.ts'

/** Explains a {@link PythonFailure}. */
export function explainPythonFailure(failure: PythonFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-wheel':
    case 'unfit-wheel':
      return explainWheel(failure)
    case 'unfit-package':
      return {
        message: `Cannot use the package "${failure.package}" of the runfiles: ${failure.problem}`,
        accepted: 'packages for the Python, the C library and the processor of the image',
        fix: 'fetch it for them: python_version of pip.parse, and its requirements by platform; or take interpreter of another version',
      }
    case 'shared-paths':
    case 'two-versions':
      return explainOverlap(failure)
    case 'packages-label':
    case 'same-directory':
      return explainBase(failure)
    case 'unknown-script':
      return {
        message: `Cannot start the script "${failure.script}": no wheel brings it`,
        accepted: failure.known.length === 0 ? 'a wheel with scripts' : failure.known.join(', '),
        fix: `name one of these in script, or add the wheel that has ${quoted(failure.script)}`,
      }
    case 'compiler-ended':
    case 'wrong-version':
      return explainCompiler(failure)
    case 'foreign-directory':
    case 'no-python':
      return explainEnvironment(failure)
    default:
      return assertNever(failure)
  }
}

type CompilerFailure = CompilerEnded | WrongVersion

function explainCompiler(failure: CompilerFailure): Explanation {
  const start = `Cannot compile Python files with "${failure.python}"`
  return failure.reason === 'compiler-ended'
    ? {
        message: `${start}: ${failure.detail}`,
        fix: 'check the runner of the interpreter, or set bytecode = False',
      }
    : {
        message: `${start}: it is Python ${failure.found}, and the image has ${failure.wanted}`,
        accepted: 'an interpreter of exactly the same version',
        fix: 'name another runner for the interpreter, or set bytecode = False',
      }
}

type WheelFailure = InvalidWheel | UnfitWheel

function explainWheel({ reason, file, problem }: WheelFailure): Explanation {
  const message = `Cannot install the wheel "${file}": ${problem}`
  return reason === 'invalid-wheel'
    ? {
        message,
        accepted:
          'a wheel as the binary distribution format has it, whose RECORD names every file with its hash',
        fix: 'get it again from its publisher, or build it again',
      }
    : {
        message,
        accepted: 'wheels for the platform, the C library and the Python version of the image',
        fix: 'lock the wheels for this Python and platform, or choose another interpreter',
      }
}

type OverlapFailure = SharedPaths | TwoVersions

function explainOverlap(failure: OverlapFailure): Explanation {
  const fix = 'leave one of the two out'
  if (failure.reason === 'two-versions') {
    const { distribution, files } = failure
    const message = `Cannot install "${distribution}" twice:${listed(files)}`
    return { message, accepted: 'one wheel of each distribution', fix }
  }
  const { first, second, paths } = failure
  return {
    message: `Cannot install the wheels "${first}" and "${second}" together: both have other contents at${listed(paths)}`,
    accepted: 'wheels whose files do not overlap, unless they are equal',
    fix,
  }
}

type BaseFailure = PackagesLabel | SameDirectory

function explainBase(failure: BaseFailure): Explanation {
  return failure.reason === 'packages-label'
    ? {
        message: `Cannot read which packages the base has: ${failure.problem}`,
        accepted: `a label rt.python.packages such as {"/opt/cache/lib/python3.11/site-packages": ["numpy==1.26.4"]}`,
      }
    : {
        message: `Cannot install wheels beside those of the base: both are in "${failure.directory}"`,
        accepted: 'a base whose packages are in another directory',
        fix: 'set prefix = "/opt/cache" on the python_layers of the base',
      }
}

type EnvironmentFailure = ForeignDirectory | NoPython

function explainEnvironment(failure: EnvironmentFailure): Explanation {
  return failure.reason === 'foreign-directory'
    ? {
        message: `Cannot make a virtual environment in "${failure.directory}": ${failure.problem}`,
        accepted: 'a directory that is empty or not there yet, or an environment that rt made',
        fix: 'name another: bazel run ... -- DIR',
      }
    : {
        message: `Cannot make a virtual environment: this machine has no Python ${failure.version}`,
        accepted: `python${failure.version} on PATH: compiled wheels work with one version only`,
        fix: 'install it, or put the folder that has it on PATH',
      }
}
