import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../../tools/dev/command.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import { build, output } from '../support/bazel.ts'
import { CUDA } from '../support/cuda.ts'
import { blobPath, readLayout } from '../support/image_files.ts'
import { EXAMPLES } from '../support/workspace.ts'

const IMAGE = '//mnist:image'

const OPTIONS = [...CUDA, '--output_groups=oci_layout']

/**
 * Builds the example mnist with the CUDA runtime, and packs the root file system of its image into a tar, with its
 * command line in `rt-command`, a word a line: what `on_device.sh` needs.
 */
export async function packRootfs(archive: string): Promise<void> {
  await build(EXAMPLES, ...OPTIONS, IMAGE)
  const layout = await output(EXAMPLES, IMAGE, '.oci_layout', ...OPTIONS)
  await using scratch = await tempDir()
  const root = join(scratch.path, 'root')
  mkdirSync(root)
  const { manifest, config } = readLayout(layout)
  for (const { digest } of manifest.layers)
    await must('bsdtar', ['-xf', blobPath(layout, digest), '-C', root])
  const command = config.config.Entrypoint ?? []
  writeFileSync(join(root, 'rt-command'), command.map((word) => `${word}\n`).join(''))
  await must('bsdtar', ['-czf', archive, '-C', root, '.'])
}
