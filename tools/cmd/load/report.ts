import type { ImageName } from '../../core/tarball/image_name.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import { formatBytes, formatSeconds } from '../../core/progress/format.ts'
import type { BlobOutcome } from '../../node/blob/transfer_event.ts'

/** What `rt load` did, or under `--dry-run` would do. */
export interface LoadReport {
  /** Such as `docker 20.10.24`, or the path of a file. */
  readonly target: string
  /** Undefined where a file was written. */
  readonly engine: { readonly name: string; readonly version: string } | undefined
  readonly dryRun: boolean
  /** `none` where the engine had the image; `file` where a tar was written. */
  readonly route: 'none' | 'registry' | 'tar' | 'file'
  /** Why a tar was streamed although nobody asked for that. */
  readonly fallback: string | undefined
  readonly names: readonly ImageName[]
  readonly image: {
    readonly manifest: Descriptor
    /** Undefined for an index. */
    readonly config: Descriptor | undefined
    /** Name that the engine gives to the image. */
    readonly id: string | undefined
  }
  /** Bottom layer first. Under `--dry-run`, `missing` is what would be offered to the engine. */
  readonly layers: readonly BlobOutcome[]
  readonly seconds: number
}

/** The document that `--json` prints; docs/cli.md describes it. */
export function reportDocument(report: LoadReport): Readonly<Record<string, unknown>> {
  const { image, layers, names } = report
  return {
    engine: report.engine ?? null,
    output: report.engine === undefined ? report.target : null,
    dryRun: report.dryRun,
    route: report.route,
    fallback: report.fallback ?? null,
    names: names.map(({ short }) => short),
    digest: image.manifest.digest,
    config: image.config?.digest ?? null,
    imageId: image.id ?? null,
    layers: layers.map(({ digest, mediaType, size, status, bytes, seconds }) => {
      return { digest, mediaType, size, status, bytes, seconds }
    }),
    bytes: sentBytes(layers),
    seconds: report.seconds,
  }
}

/** The report for people, as one line. */
export function summaryLine({ layers, target, route, dryRun, seconds }: LoadReport): string {
  const sent = layers.filter(({ status }) => status === 'uploaded')
  const count = `${sent.length} of ${layers.length} layers sent, ${formatBytes(sentBytes(layers))}`
  const duration = formatSeconds(seconds)
  if (dryRun) return `Nothing was done; ${WOULD[route]} ${target}`
  if (route === 'file') return `Wrote ${target} in ${duration}`
  if (route === 'none') return `${target} has the image already; named it in ${duration}`
  return `Loaded into ${target} ${HOW[route]} in ${duration}: ${count}`
}

const HOW = { registry: 'by a pull on loopback', tar: 'as a streamed tar' } as const

const WOULD = {
  none: 'names would be given to the image, which is already in',
  registry: 'layers that it lacks would be pulled on loopback by',
  tar: 'a tar would be streamed into',
  file: 'a tar would be written to',
} as const

function sentBytes(layers: readonly BlobOutcome[]): number {
  return layers.reduce((sum, { bytes }) => sum + bytes, 0)
}
