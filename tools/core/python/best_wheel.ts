import { parseWheelName } from '../packages/wheel_name.ts'
import type { PythonTarget } from './wheel_tags.ts'
import { rankedTags, readLibc, wheelRank } from './wheel_tags.ts'

/** Where wheels are to work: CPython on Linux. */
export interface WheelTarget {
  /** Such as "3.11" or "3.11.2". */
  readonly python: string
  /** A GOARCH name. */
  readonly architecture: string
  /** Such as "2.31": wheels may need this glibc or an older one. "musl 1.2" for that C library. */
  readonly glibc: string
}

/** The same in the words of tags. */
export function pythonTarget({ python, architecture, glibc }: WheelTarget): PythonTarget {
  return { minor: Number(python.split('.')[1]), architecture, ...readLibc(glibc) }
}

/** The wheel that fits best, or undefined where none does; of two that fit alike the later build. */
export function bestWheel<T extends { readonly file: string }>(
  wheels: readonly T[],
  target: WheelTarget,
): T | undefined {
  const tags = rankedTags(pythonTarget(target))
  const ranked = wheels.flatMap((each) => {
    const name = parseWheelName(each.file)
    const rank = name === undefined ? undefined : wheelRank(name, tags)
    return rank === undefined ? [] : [{ each, rank, build: buildNumber(each.file) }]
  })
  const before = (left: (typeof ranked)[number], right: (typeof ranked)[number]): number =>
    left.rank - right.rank ||
    right.build - left.build ||
    (left.each.file < right.each.file ? -1 : 1)
  return ranked.sort(before)[0]?.each
}

function buildNumber(file: string): number {
  const parts = file.split('-')
  return parts.length === 6 ? Number.parseInt(parts[2] ?? '', 10) || 0 : -1
}
