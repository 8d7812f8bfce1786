import type { ImagePath } from '../entries/entry.ts'

/**
 * What no program needs that runs while building: licences, conversions of character sets, single certificates, and
 * what is in `/usr` itself in a system whose `/bin` and `/lib` lead there.
 */
const UNUSED =
  /^(?:usr\/share\/(?:doc|locale|ca-certificates|lintian|gdb|gcc)|usr\/lib\/[^/]+\/gconv|s?bin|lib(?:32|64|x32)?|var|tmp|root|home|boot|proc|sys|dev|run|srv|mnt|media)(?:\/|$)/

/** Whether something of a file system is in the directory from which a Python runs while building. */
export function isOfRunner(path: ImagePath): boolean {
  return !UNUSED.test(path)
}
