import { createHash } from 'node:crypto'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'
import { indexBytes } from '../../core/oci/index_document.ts'
import { fileFailure } from '../file_failure.ts'
import { blobFile } from './layout_source.ts'

/**
 * Writes an OCI layout directory (OCI image-spec, image-layout.md) whose small blobs are files and whose
 * large ones are links to where they are already.
 */
export class LayoutWriter {
  readonly directory: string
  readonly #digests = new Set<Digest>()

  private constructor(directory: string) {
    this.directory = directory
  }

  /** Makes the directory; it may be there already, empty. */
  static async create(directory: string): Promise<LayoutWriter> {
    try {
      await mkdir(join(directory, 'blobs', 'sha256'), { recursive: true })
    } catch (error) {
      throw fileFailure(directory, error)
    }
    return new LayoutWriter(directory)
  }

  /** Writes a manifest, an index or a config. */
  async write(mediaType: string, bytes: Uint8Array): Promise<Descriptor> {
    const digest = digestOfHex(createHash('sha256').update(bytes).digest('hex'))
    await writeFile(blobFile(this.directory, digest), bytes)
    this.#digests.add(digest)
    return { mediaType, digest, size: bytes.length }
  }

  /**
   * Links a blob to the file that has its bytes; the file is not touched. Between relative paths the link
   * is relative, and is computed from the texts alone, so that it holds wherever the common root is.
   */
  async link(digest: Digest, file: string): Promise<void> {
    const path = blobFile(this.directory, digest)
    const target =
      isAbsolute(file) || isAbsolute(path) ? resolve(file) : relative(dirname(path), file)
    await rm(path, { force: true })
    await symlink(target, path)
    this.#digests.add(digest)
  }

  /** True for a blob that was written or linked already. */
  has(digest: Digest): boolean {
    return this.#digests.has(digest)
  }

  /** Completes the layout, with one image or index in it. */
  async finish(root: Descriptor): Promise<void> {
    await writeFile(join(this.directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
    const index = indexBytes({ manifests: [root], annotations: {} })
    await writeFile(join(this.directory, 'index.json'), index)
  }
}
