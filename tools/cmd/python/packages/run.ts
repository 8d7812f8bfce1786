import type { WantedPlatform } from '../../../core/oci/choose_platform.ts'
import { PACKAGES_LABEL } from '../../../core/python/base_packages.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { readBaseImage } from '../../../node/layout/base_image.ts'
import { openLayout } from '../../../node/layout/layout_source.ts'

/** What `rt python packages` is asked to do. */
export interface PackagesRequest {
  /** OCI layout directory of the image. */
  readonly base: string
  /** File to write. */
  readonly out: string
  readonly platform: WantedPlatform
}

/**
 * Writes the value of the label by which an image says which packages of Python it has; nothing, where it has none. A
 * file of its own, so that wheels are installed again only when the packages change, and not whenever the base does.
 *
 * @throws ExpectedFailure when the image cannot be read
 */
export async function writePackages({ base, out, platform }: PackagesRequest): Promise<void> {
  const { config } = await readBaseImage(await openLayout({ directory: base }), platform, base)
  writeTextFile(out, config.run.labels[PACKAGES_LABEL] ?? '')
}
