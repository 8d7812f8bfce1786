import type { Descriptor } from '../descriptor.ts'
import { formatPlatform } from '../oci/platform.ts'
import { formatBytes, shortDigest } from '../progress/format.ts'
import type { Column } from '../table.ts'
import { renderTable } from '../table.ts'
import type { ImageReport, IndexReport, Report } from './report.ts'

/** A line of the summary: what, and its value. */
type Fact = readonly [name: string, value: string]

/** Tells people what an image or an index is. */
export function describeReport(report: Report): string {
  return report.kind === 'index' ? describeIndex(report) : describeImage(report)
}

function describeIndex(report: IndexReport): string {
  const facts: readonly Fact[] = [
    ['Index', report.descriptor.digest],
    ['Media type', report.descriptor.mediaType],
    ['Images', String(report.children.length)],
    ...mapFacts('Annotation', report.annotations),
  ]
  return [list(facts), ...report.children.map(describeReport)].join('\n\n')
}

function describeImage(report: ImageReport): string {
  return [list(imageFacts(report)), layerTable(report)].join('\n\n')
}

function imageFacts(report: ImageReport): readonly Fact[] {
  const { config, descriptor, layers } = report
  const bytes = layers.reduce((sum, layer) => sum + layer.descriptor.size, 0)
  const facts: readonly Fact[] = [
    ['Image', descriptor.digest],
    ['Platform', config === undefined ? '' : formatPlatform(config.platform)],
    ['Created', config?.created ?? ''],
    ['Layers', `${layers.length}, ${formatBytes(bytes)}`],
    ...(config === undefined ? [] : runFacts(config.run)),
    ...mapFacts('Annotation', report.annotations),
  ]
  return facts.filter(([, value]) => value !== '')
}

function runFacts(run: NonNullable<ImageReport['config']>['run']): readonly Fact[] {
  return [
    ['Entrypoint', words(run.entrypoint)],
    ['Cmd', words(run.cmd)],
    ['User', run.user ?? ''],
    ['Directory', run.workingDir ?? ''],
    ['Ports', run.exposedPorts.join(', ')],
    ['Volumes', run.volumes.join(', ')],
    ['Stop signal', run.stopSignal ?? ''],
    ...run.env.map((line): Fact => ['Env', line]),
    ...mapFacts('Label', run.labels),
  ]
}

/** Arguments as JSON, so that spaces and empty words are seen. */
function words(list: readonly string[] = []): string {
  return list.length === 0 ? '' : JSON.stringify(list)
}

function mapFacts(name: string, map: Readonly<Record<string, string>>): readonly Fact[] {
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [name, `${key}=${value}`])
}

function list(facts: readonly Fact[]): string {
  const width = Math.max(...facts.map(([name]) => name.length))
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

const COLUMNS: readonly Column[] = [
  { title: 'what', align: 'left', limit: 48 },
  { title: 'media type', align: 'left' },
  { title: 'size', align: 'right' },
  { title: 'digest', align: 'left' },
]

function layerTable(report: ImageReport): string {
  const row = (what: string, descriptor: Descriptor): readonly string[] => [
    what,
    descriptor.mediaType,
    formatBytes(descriptor.size),
    shortDigest(descriptor.digest),
  ]
  return renderTable(COLUMNS, [
    row('manifest', report.descriptor),
    row('config', report.configDescriptor),
    ...report.layers.map((layer) => row(layer.what || 'layer', layer.descriptor)),
  ])
}
