import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BazelWorkspace } from './bazel_push.ts'
import { outputOf } from './bazel_push.ts'

interface Sized {
  readonly size: number
}

/** The sizes in bytes of what an image is made of, as stored. */
export interface BuiltImage {
  /** Bottom first. */
  readonly layers: readonly number[]
  readonly config: number
}

/** Reads the OCI layout of a built image; where that is depends on the platform that the image is for. */
export async function builtImage(
  workspace: BazelWorkspace & { readonly path: string },
  label: string,
): Promise<BuiltImage> {
  const layout = await outputOf(workspace, label)
  const read = (path: string): unknown => JSON.parse(readFileSync(join(layout, path), 'utf8'))
  const index = read('index.json') as { manifests: readonly [{ readonly digest: string }] }
  const manifest = read(`blobs/${index.manifests[0].digest.replace(':', '/')}`) as {
    readonly config: Sized
    readonly layers: readonly Sized[]
  }
  return { layers: manifest.layers.map(({ size }) => size), config: manifest.config.size }
}

/** Bytes of all layers. */
export function sizeOfLayers({ layers }: BuiltImage): number {
  return layers.reduce((sum, size) => sum + size, 0)
}
