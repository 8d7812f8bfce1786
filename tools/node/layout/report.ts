import type { Descriptor } from '../../core/descriptor.ts'
import type { Report } from '../../core/inspect/report.ts'
import { layerReports } from '../../core/inspect/report.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readConfig, readManifest } from '../blob/documents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { ImageNode } from '../blob/image_tree.ts'
import { MAX_DOCUMENTS, readImageTree, tooManyDocuments } from '../blob/image_tree.ts'

/**
 * Finds out what an image or an index is. Layers are not read.
 *
 * @throws ExpectedFailure when a document is missing or wrong, or the image is too large to be meant
 */
export async function reportOn(source: ImageSource): Promise<Report> {
  return reportNode({ source, reports: 0 }, await readImageTree(source))
}

/** How much has been said already: what an index lists more than once is told as often. */
interface Reporting {
  readonly source: ImageSource
  reports: number
}

async function reportNode(reporting: Reporting, node: ImageNode): Promise<Report> {
  const { descriptor, index } = node
  reporting.reports += 1
  if (reporting.reports > MAX_DOCUMENTS) throw tooManyDocuments(descriptor)
  if (index === undefined) return reportImage(reporting.source, descriptor)
  const { annotations, members } = index
  const children = await Promise.all(members.map((member) => reportNode(reporting, member)))
  return { kind: 'index', descriptor, annotations, children }
}

async function reportImage(source: ImageSource, descriptor: Descriptor): Promise<Report> {
  const manifest = await readManifest(source, descriptor)
  const isImage = documentKind(manifest.config.mediaType) === 'config'
  const config = isImage ? await readConfig(source, manifest.config) : undefined
  return {
    kind: 'image',
    descriptor,
    annotations: manifest.annotations,
    config,
    configDescriptor: manifest.config,
    layers: layerReports(manifest, config, (layer) => source.blob(layer).file !== undefined),
  }
}
