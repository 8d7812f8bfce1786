import type { ImageName } from '../../core/archive/image_name.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import { formatDuration, formatSize } from '../../core/quantity.ts'

/** What `rt load` did, or under `--dry-run` would do. */
export interface LoadReport {
  /** Such as `docker 20.10.24`, or the path of a file. */
  readonly target: string
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
  /** Bottom layer first. */
  readonly layers: readonly LayerReport[]
  readonly seconds: number
}

/** What became of a layer. */
export interface LayerReport {
  readonly descriptor: Descriptor
  /** `offered` under `--dry-run`: would be sent if the engine lacks it. */
  readonly state: 'sent' | 'present' | 'offered'
  readonly bytes: number
  readonly seconds: number
}

/** The report as one line of JSON. */
export function reportJson(report: LoadReport): string {
  const { image, layers, names } = report
  return JSON.stringify({
    engine: report.engine ?? null,
    output: report.engine === undefined ? report.target : null,
    dryRun: report.dryRun,
    route: report.route,
    fallback: report.fallback ?? null,
    names: names.map(({ short }) => short),
    image: {
      manifest: image.manifest.digest,
      config: image.config?.digest ?? null,
      id: image.id ?? null,
    },
    layers: layers.map(({ descriptor: { digest, mediaType, size }, state, bytes, seconds }) => {
      return { digest, mediaType, size, state, bytes, seconds: rounded(seconds) }
    }),
    seconds: rounded(report.seconds),
  })
}

/** The report for people: one line for every layer and one for the whole. */
export function reportText(report: LoadReport): string {
  const lines = report.layers.map(layerLine)
  if (report.fallback !== undefined) lines.push(`Streamed a tar: ${report.fallback}`)
  return [...lines, summaryLine(report), ''].join('\n')
}

function layerLine({ descriptor, state, seconds }: LayerReport): string {
  const digest = descriptor.digest.slice(0, 'sha256:'.length + 12)
  const size = formatSize(descriptor.size).padStart(8)
  const duration = state === 'sent' ? ` in ${formatDuration(seconds)}` : ''
  return `  ${digest}  ${size}  ${state}${duration}`
}

function summaryLine({ layers, target, route, dryRun, seconds }: LoadReport): string {
  const sent = layers.filter(({ state }) => state === 'sent')
  const bytes = formatSize(sent.reduce((sum, layer) => sum + layer.bytes, 0))
  const count = `${sent.length} of ${layers.length} layers sent, ${bytes}`
  const duration = formatDuration(seconds)
  if (dryRun) return `Nothing was done; ${WAYS[route]} ${target}`
  if (route === 'file') return `Wrote ${target} in ${duration}`
  if (route === 'none') return `${target} has the image already; named in ${duration}`
  return `Loaded into ${target} ${HOW[route]} in ${duration}: ${count}`
}

const HOW = { registry: 'by a pull on loopback', tar: 'as a streamed tar' } as const

const WAYS = {
  none: 'the image would get its names, and is already in',
  registry: 'layers that it lacks would be pulled on loopback by',
  tar: 'a tar would be streamed into',
  file: 'a tar would be written to',
} as const

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
