import { readFile } from 'node:fs/promises'
import { fileFailure } from '../../node/file_failure.ts'
import { LayoutWriter } from '../../node/layout/layout_writer.ts'
import { writeTextFile } from '../../node/layer/text_file.ts'
import type { WrapRequest } from './args.ts'

/**
 * Puts a manifest and its config, both byte for byte, into a layout without layers.
 *
 * @throws ExpectedFailure when a file cannot be read
 */
export async function wrapImage(request: WrapRequest): Promise<void> {
  const { out, digestOut, manifest, mediaType, config } = request
  const layout = await LayoutWriter.create(out)
  await layout.write('', await readBytes(config))
  const root = await layout.write(mediaType, await readBytes(manifest))
  await layout.finish(root)
  writeTextFile(digestOut, `${root.digest}\n`)
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw fileFailure(path, error)
  })
}
