import type { Descriptor } from '../descriptor.ts'
import type { HistoryEntry, ImageConfig } from '../oci/config.ts'
import type { ImageManifest } from '../oci/manifest.ts'

/** What an image or an index is, for `rt inspect`. */
export type Report = ImageReport | IndexReport

/** One image. */
export interface ImageReport {
  readonly kind: 'image'
  readonly descriptor: Descriptor
  readonly annotations: Readonly<Record<string, string>>
  /** Undefined for artifacts, whose config is something else. */
  readonly config: ImageConfig | undefined
  readonly configDescriptor: Descriptor
  readonly layers: readonly LayerReport[]
}

/** Several images. */
export interface IndexReport {
  readonly kind: 'index'
  readonly descriptor: Descriptor
  readonly annotations: Readonly<Record<string, string>>
  readonly children: readonly Report[]
}

/** One layer. */
export interface LayerReport {
  readonly descriptor: Descriptor
  /** What is in it, as its history says; empty where nothing is said. */
  readonly what: string
  readonly diffId: string | undefined
  /** False where the bytes are elsewhere: recipes of rt, bases that were not fetched whole. */
  readonly stored: boolean
}

/** Puts layers together with what the config says of them. */
export function layerReports(
  manifest: ImageManifest,
  config: ImageConfig | undefined,
  isStored: (layer: Descriptor) => boolean,
): readonly LayerReport[] {
  const history = (config?.history ?? []).filter((entry) => !entry.emptyLayer)
  return manifest.layers.map((descriptor, index) => ({
    descriptor,
    what: describeEntry(history[index]) || (descriptor.annotations?.[TITLE] ?? ''),
    diffId: config?.diffIds[index],
    stored: isStored(descriptor),
  }))
}

/** The annotation that names a file of an artifact (OCI image-spec, annotations.md). */
const TITLE = 'org.opencontainers.image.title'

function describeEntry(entry: HistoryEntry | undefined): string {
  const { created_by: createdBy, comment } = entry?.others ?? {}
  if (typeof createdBy === 'string' && createdBy !== '') return createdBy
  return typeof comment === 'string' ? comment : ''
}
