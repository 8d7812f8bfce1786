import type { Descriptor } from '../../core/descriptor.ts'
import type { Repository } from '../../core/reference.ts'

/**
 * An image or an index, whole or as links and recipes, that can be read blob by blob: what push, load,
 * export and copy work on. Implementations: an OCI layout directory with layer sets, a registry.
 */
export interface ImageSource {
  /** The manifest or the index that the image stands for. */
  readonly root: Descriptor
  /**
   * Reads a manifest, an index or a config whole.
   *
   * @throws ExpectedFailure when it is missing, larger than 4 MiB, or not what the descriptor says
   */
  readSmall(descriptor: Descriptor): Promise<Uint8Array>
  /** Says how to read any blob; nothing is opened yet. */
  blob(descriptor: Descriptor): BlobSource
}

/** The bytes of one blob, to be read any number of times. */
export interface BlobSource {
  readonly descriptor: Descriptor
  /**
   * Streams the bytes, and verifies size and digest on the way: a mismatch is thrown before the
   * iteration ends, so that who sends the bytes on must not finish before that.
   *
   * A chunk is valid only until the next one is asked for: buffers are reused.
   *
   * @param start bytes to leave out at the start (they are still read and hashed)
   * @throws ExpectedFailure when a source is missing, unreadable, or has changed
   */
  open(start?: number): AsyncIterable<Uint8Array>
  /** The file that is the blob byte for byte, where there is one; undefined for recipes. */
  readonly file: string | undefined
  /** A repository that has the blob already, where one is known. */
  readonly origin?: Repository
}
