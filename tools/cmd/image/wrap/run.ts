import { readFile } from 'node:fs/promises'
import { fileFailure } from '../../../node/file_failure.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { LayoutWriter } from '../../../node/layout/layout_writer.ts'

/** What `rt image wrap` is asked to do. Paths are relative to the execution root. */
export interface WrapRequest {
  /** Directory of the layout to write. */
  readonly out: string
  /** File for the digest of the manifest. */
  readonly digestOut: string
  readonly manifest: string
  /** Media type of the manifest. */
  readonly mediaType: string
  readonly config: string
}

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
