import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A descriptor as it stands in a document. */
export interface StoredDescriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** An OCI image manifest as it stands in a file. */
export interface StoredManifest {
  readonly config: StoredDescriptor
  readonly layers: readonly StoredDescriptor[]
}

/** An OCI image config as it stands in a file. */
export interface StoredConfig {
  readonly config: { readonly Entrypoint?: readonly string[]; readonly Env?: readonly string[] }
  readonly rootfs: { readonly diff_ids: readonly string[] }
  readonly history: readonly unknown[]
}

/** Reads the JSON document of a file. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** The path of a blob in an OCI layout directory. */
export function blobPath(layout: string, digest: string): string {
  return join(layout, 'blobs', digest.replace(':', '/'))
}

/** What an OCI layout directory of one image holds. */
export function readLayout(layout: string): {
  readonly root: StoredDescriptor
  readonly manifest: StoredManifest
  readonly config: StoredConfig
} {
  const index = readJson(join(layout, 'index.json')) as {
    readonly manifests: readonly [StoredDescriptor]
  }
  const [root] = index.manifests
  const manifest = readJson(blobPath(layout, root.digest)) as StoredManifest
  const config = readJson(blobPath(layout, manifest.config.digest)) as StoredConfig
  return { root, manifest, config }
}

/** The digest of bytes as descriptors write it. */
export function sha256(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
