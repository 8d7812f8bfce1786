import type { ImagePath } from '../entries/entry.ts'

/**
 * What no program needs that runs while building: licences, conversions of character sets, single certificates, and
 * what is in `/usr` itself in a system whose `/bin` and `/lib` lead there. Each file is one that every action that runs
 * Python has to be given.
 */
const UNUSED =
  /^(?:usr\/share\/(?:doc|locale|ca-certificates|lintian|gdb|gcc|base-files|binfmts|common-licenses|zoneinfo\/(?:posix|right))|usr\/lib\/[^/]+\/gconv|s?bin|lib(?:32|64|x32)?|var|tmp|root|home|boot|proc|sys|dev|run|srv|mnt|media)(?:\/|$)/

/** Of these, what a Python needs that compiles: its program, libraries, and the modules that it starts with. */
const COMPILER =
  /^usr\/(?:(?:bin|lib64)\/|lib\/(?!python3)[^/]+\/[^/]+$|lib\/python3[^/]*\/(?:[^/]+\.(?:py|so)$|(?:collections|encodings|importlib|lib-dynload|re)\/))/

/** Whether a file of the directory from which a Python runs is in that from which it only compiles. */
export function isOfCompiler(path: ImagePath): boolean {
  return COMPILER.test(path)
}

/** Whether something of a file system is in the directory from which a Python runs while building. */
export function isOfRunner(path: ImagePath): boolean {
  return !UNUSED.test(path)
}
