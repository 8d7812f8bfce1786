import type { Descriptor } from '../../core/descriptor.ts'
import type { Report } from '../../core/inspect/report.ts'
import { layerReports } from '../../core/inspect/report.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readConfig, readIndex, readManifest } from '../blob/documents.ts'
import type { ImageSource } from '../blob/image_source.ts'

/**
 * Finds out what an image or an index is. Layers are not read.
 *
 * @throws ExpectedFailure when a document is missing or wrong
 */
export async function reportOn(
  source: ImageSource,
  descriptor: Descriptor = source.root,
): Promise<Report> {
  if (documentKind(descriptor.mediaType) === 'index') {
    const { manifests, annotations } = await readIndex(source, descriptor)
    const children = await Promise.all(manifests.map((each) => reportOn(source, each)))
    return { kind: 'index', descriptor, annotations, children }
  }
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
