import { planBuild } from './build_plan.ts'
import type { Manifest } from './manifest.ts'
import type { Matrix } from './matrix.ts'

/**
 * Says which images of a matrix are not made, and why, by tag.
 *
 * @param known what is known beside the manifest, such as that there is no wheel for `devel`
 */
export function unmadeImages(
  manifest: Manifest,
  matrix: Matrix,
  known: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    planBuild(manifest, matrix).images.flatMap(({ tag, problem }) => {
      const why = problem === '' ? known.get(tag) : `Cannot make ${tag}: ${problem}`
      return why === undefined ? [] : [[tag, why] as const]
    }),
  )
}
