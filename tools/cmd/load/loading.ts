import type { ImageName } from '../../core/tarball/image_name.ts'
import type { ZstdLayers } from '../../core/oci/plain_layers.ts'
import type { EngineKind } from '../../core/engine/engine.ts'
import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import type { ImageSource } from '../../node/blob/image_source.ts'
import type { TransferObserver } from '../../node/blob/transfer_event.ts'
import type { Route } from '../../node/engine/load_request.ts'
import type { GivenImage } from '../../node/layout/given_image.ts'
import type { Shell } from '../../node/shell.ts'
import type { ReportFlags } from '../registry_options.ts'

/** What `rt load` is asked to do. */
export interface LoadRequest extends ReportFlags {
  readonly image: GivenImage
  /** Names that the engine gives to the image, as given. */
  readonly names: readonly string[]
  /** Runfiles key of a file with more names, one a line. */
  readonly namesFile: string | undefined
  readonly destination: LoadDestination
  readonly format: 'docker' | 'oci'
  /** Which image of an index; the engine's own platform when undefined. */
  readonly platform: WantedPlatform | undefined
  readonly zstd: ZstdLayers
  readonly dryRun: boolean
  /** PEM files of authorities to trust when layers of a pulled base must be fetched. */
  readonly caFile: readonly string[]
}

/** Where the image goes. */
export type LoadDestination =
  | { readonly kind: 'engine'; readonly engine: EngineKind | undefined; readonly route: Route }
  | { readonly kind: 'file'; readonly path: string }

/** One run of `rt load`: what is asked, what it is about, and who is told. */
export interface Loading {
  readonly request: LoadRequest
  /** The image or the index as it is given. */
  readonly source: ImageSource
  /** One or more. */
  readonly names: readonly ImageName[]
  /** Writes a line for people. */
  readonly say: (text: string) => void
  /** Told about every layer on its way. */
  readonly observe: TransferObserver
  readonly shell: Shell
}
