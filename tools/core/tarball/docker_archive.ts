import type { JsonCursor } from '../json/cursor.ts'
import { decodeJsonBytes } from '../json/cursor.ts'
import type { Result } from '../result.ts'

/** One image of what `docker save` writes. */
export interface DockerArchiveImage {
  /** Path of the config in the archive. */
  readonly config: string
  /** Paths of the layers' tars, bottom first. */
  readonly layers: readonly string[]
  /** Its names; none for an image without. */
  readonly names: readonly string[]
}

/**
 * Reads the `manifest.json` of a docker archive (moby/docker-image-spec, "Combined Image JSON + Filesystem
 * Changeset Format").
 */
export function parseDockerManifest(
  bytes: Uint8Array,
): Result<readonly DockerArchiveImage[], string> {
  return decodeJsonBytes(bytes, (root) =>
    root.list((image) => ({
      config: image.field('Config').string(),
      layers: image.optional('Layers')?.list(readText) ?? [],
      names: image.optional('RepoTags')?.list(readText) ?? [],
    })),
  )
}

function readText(at: JsonCursor): string {
  return at.string()
}
