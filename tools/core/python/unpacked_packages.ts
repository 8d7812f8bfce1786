import type { Failure } from '../failure.ts'
import { parseHeaders } from './headers.ts'
import type { PythonTarget, WheelTags } from './wheel_tags.ts'
import { misfit, rankedTags, wheelRank } from './wheel_tags.ts'

const METADATA = /(?:^|\/)([^/]+)\.dist-info\/WHEEL$/

/** The package of which a file says for which Python it is, such as "numpy-2.3.4"; undefined for other files. */
export function packageOfMetadata(path: string): string | undefined {
  return METADATA.exec(path)?.[1]
}

/** What a package that somebody has unpacked says of itself. */
export interface UnpackedPackage {
  /** Such as "numpy-2.3.4". */
  readonly name: string
  /** The text of its file WHEEL. */
  readonly metadata: string
}

/**
 * Packages that do not work with the Python of an image: another build of them was unpacked, such as that for the
 * machine that builds.
 */
export function unfitPackages(
  packages: readonly UnpackedPackage[],
  target: PythonTarget,
): readonly Failure[] {
  const ranks = rankedTags(target)
  return packages.flatMap(({ name, metadata }) => {
    const tags = (parseHeaders(metadata).get('tag') ?? []).flatMap((tag) => namesOf(tag))
    const fits = tags.some((tag) => wheelRank(tag, ranks) !== undefined)
    if (tags.length === 0 || fits) return []
    return [
      {
        topic: 'python' as const,
        reason: 'unfit-package' as const,
        package: name,
        problem: misfit(joined(tags), target),
      },
    ]
  })
}

/** Reads `cp311-cp311-manylinux_2_17_x86_64`; nothing for what is not a tag. */
function namesOf(tag: string): readonly WheelTags[] {
  const [pythons, abis, platforms, ...rest] = tag.split('-').map((part) => part.split('.'))
  if (!pythons || !abis || !platforms || rest.length > 0) return []
  return [{ pythons, abis, platforms }]
}

function joined(tags: readonly WheelTags[]): WheelTags {
  const all = (part: keyof WheelTags): readonly string[] => [
    ...new Set(tags.flatMap((each) => each[part])),
  ]
  return { pythons: all('pythons'), abis: all('abis'), platforms: all('platforms') }
}
