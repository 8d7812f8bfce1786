import type { Descriptor } from '../descriptor.ts'
import { canonicalJson } from '../json/canonical.ts'
import { OCI_INDEX } from '../media_types.ts'
import { REFERENCE_NAME } from '../oci/annotations.ts'
import { blobPath } from '../oci/blob_path.ts'
import type { TarballEntry } from './entry.ts'
import type { ImageName } from './image_name.ts'

/** The forms in which rt writes an image out. */
export const TARBALL_FORMATS = ['oci-dir', 'oci-tar', 'docker-tar'] as const

/** A directory with an OCI layout, a tar of one, or a tar of one that `docker load` takes as well. */
export type TarballFormat = (typeof TARBALL_FORMATS)[number]

/** All blobs of an image or an index. */
export interface ImageContents {
  readonly root: Descriptor
  /** Every blob once, the root first and parents before children, as layouts and tars hold them. */
  readonly blobs: readonly Descriptor[]
}

/** The config and the layers of one image. */
export interface ImageParts {
  readonly config: Descriptor
  /** Bottom layer first; one for each diff_id of the config. */
  readonly layers: readonly Descriptor[]
}

/**
 * Lists the files of an OCI layout: the small ones first, so that a reader of the stream knows at once
 * what comes, then the blobs from the root down.
 */
export function planLayout(
  contents: ImageContents,
  names: readonly ImageName[],
): readonly TarballEntry[] {
  return [...layoutHead(contents.root, names), ...blobEntries(contents.blobs)]
}

/** Lists the files of an archive for `docker load`: an OCI layout and a `manifest.json` that points into it. */
export function planDockerArchive(
  contents: ImageContents,
  image: ImageParts,
  names: readonly ImageName[],
): readonly TarballEntry[] {
  const manifest: TarballEntry = {
    kind: 'text',
    path: 'manifest.json',
    text: dockerManifestText(image, names),
  }
  return [...layoutHead(contents.root, names), manifest, ...blobEntries(contents.blobs)]
}

function layoutHead(root: Descriptor, names: readonly ImageName[]): readonly TarballEntry[] {
  return [
    { kind: 'text', path: 'oci-layout', text: OCI_LAYOUT_TEXT },
    { kind: 'text', path: 'index.json', text: layoutIndexText(root, names) },
  ]
}

function blobEntries(blobs: readonly Descriptor[]): readonly TarballEntry[] {
  return [
    { kind: 'directory', path: 'blobs' },
    { kind: 'directory', path: 'blobs/sha256' },
    ...blobs.map((descriptor): TarballEntry => ({
      kind: 'blob',
      path: blobPath(descriptor.digest),
      descriptor,
    })),
  ]
}

/** Content of `oci-layout` (OCI image-spec, image-layout.md, "oci-layout file"). */
const OCI_LAYOUT_TEXT = '{"imageLayoutVersion":"1.0.0"}'

/** The full name, read by containerd, docker and podman; wins over the short one. */
const CONTAINERD_NAME = 'io.containerd.image.name'

/**
 * Content of `index.json`: the root once for every name, or once without a name
 * (OCI image-spec, image-layout.md, "index.json file").
 */
function layoutIndexText(root: Descriptor, names: readonly ImageName[]): string {
  const named = names.map(({ full, tag }) => ({
    ...root,
    annotations: { ...root.annotations, [CONTAINERD_NAME]: full, [REFERENCE_NAME]: tag },
  }))
  return canonicalJson({
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: named.length > 0 ? named : [root],
  })
}

/**
 * Content of `manifest.json`, which makes `docker load` take the archive: one image whose config and
 * layers are where the OCI layout has them, as `docker save` has written it since Docker 25
 * (moby/docker-image-spec, "Combined Image JSON + Filesystem Changeset Format").
 */
function dockerManifestText({ config, layers }: ImageParts, names: readonly ImageName[]): string {
  const image = {
    Config: blobPath(config.digest),
    RepoTags: names.length > 0 ? names.map(({ short }) => short) : null,
    Layers: layers.map(({ digest }) => blobPath(digest)),
  }
  return JSON.stringify([image])
}
