import { configDocument } from '../oci/config.ts'
import type { ImageReport, LayerReport, Report } from './report.ts'

/** A report for scripts: plain JSON values, whose fields are an interface of `rt inspect --json`. */
export function reportJson(report: Report): unknown {
  const { mediaType, digest, size, platform } = report.descriptor
  const head = { kind: report.kind, mediaType, digest, size, annotations: report.annotations }
  return report.kind === 'index'
    ? { ...head, images: report.children.map(reportJson) }
    : { ...head, platform: report.config?.platform ?? platform, ...imageJson(report) }
}

function imageJson({ config, configDescriptor, layers }: ImageReport): object {
  return {
    config: configDescriptor,
    configDocument: config && configDocument(config),
    layers: layers.map(layerJson),
  }
}

function layerJson({ descriptor, what, diffId, stored }: LayerReport): unknown {
  return { what, ...descriptor, diffId, stored }
}
