import type { Explanation } from '../explanation.ts'
import type { BaseImagesFailure } from './failure.ts'

/** Explains a {@link BaseImagesFailure}. */
export function explainBaseImagesFailure(failure: BaseImagesFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-destination':
      return {
        message: `Cannot push to the ${failure.part} "${failure.value}": ${failure.problem}`,
        accepted:
          failure.part === 'registry'
            ? 'HOST[:PORT], such as "docker.io"'
            : 'a-z, 0-9, ".", "_", "-" and "/", such as "bentoml"',
      }
    case 'invalid-version':
      return {
        message: `Cannot make tags for the release "${failure.version}" of BentoML`,
        accepted: 'letters, digits, ".", "_" and "-", such as "1.4.40"',
      }
    case 'nothing-to-make':
      return {
        message: `Cannot find any image of this release, Python and distribution in ${failure.manifest}`,
        accepted:
          'images of the manifest: a Python version that the distribution has and that ignore_python does not name',
        fix: 'rt base-images validate lists all images',
      }
    case 'unreadable-lock':
      return {
        message: `Cannot read ${failure.path} as a lock file: ${failure.problem}`,
        fix: 'bazel run @NAME//:lock, where NAME is that of base_images.matrix',
      }
    case 'manifest-exists':
      return {
        message: `Cannot write ${failure.path}: it exists`,
        fix: 'pass --overwrite, or another file to --manifest',
      }
  }
}
