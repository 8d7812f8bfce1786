import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { layerFileName } from '../../core/base/layer_file.ts'
import type { BaseReport, PlatformEntry, PlatformName } from '../../core/base/report.ts'
import type { Descriptor, Platform } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Layer } from '../../core/layer_set.ts'
import { serializeLayerSet } from '../../core/layer_set_json.ts'
import type { BaseImage } from '../../core/oci/configure.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import type { Reference } from '../../core/reference.ts'
import { formatReference, formatRepository, parseReference } from '../../core/reference.ts'
import { readBaseImage } from '../../node/image/base_image.ts'
import { readIndex } from '../../node/image/documents.ts'
import type { ImageSource } from '../../node/image/image_source.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import { RegistryReader } from '../../node/registry/reader.ts'
import type { Shell } from '../../node/shell.ts'
import { registryOptions } from '../registry_options.ts'
import type { BaseRequest } from './args.ts'

/**
 * Writes what an image is: `image.json` ({@link BaseReport}) and, unless it is an index, `manifest.json`
 * and `config.json` byte for byte, and `layers.json`, a layer set that says where its layers are.
 *
 * @throws ExpectedFailure when it cannot be read, or is no container image
 */
export async function describeBase(shell: Shell, request: BaseRequest): Promise<void> {
  const reference = readReference(request.reference)
  using reporter = transferReporter(shell, 'text')
  using reader = new RegistryReader(reference, registryOptions(shell, request, reporter))
  const source = await reader.open(reference)
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(resolve(request.out, name), content)
  const { digest, mediaType } = source.root
  const repository = formatRepository(reference)
  const root = { repository, digest, mediaType }
  let report: BaseReport
  if (documentKind(mediaType) === 'index') {
    report = {
      kind: 'index',
      ...root,
      platforms: await platformsOf(source, source.root, MAX_DEPTH),
    }
  } else {
    const base = await readBaseImage(source, {}, formatReference(reference))
    await write('manifest.json', await source.readSmall(source.root))
    await write('config.json', await source.readSmall(base.manifest.config))
    const layers = layersOf(base, repository, request.layerKey)
    await write('layers.json', serializeLayerSet({ version: 1, layers }))
    report = { kind: 'image', ...root, platform: nameOf(base.config.platform) }
  }
  await write('image.json', `${JSON.stringify(report, undefined, 2)}\n`)
}

function nameOf({ os, architecture, variant = '' }: Platform): PlatformName {
  return { os, architecture, variant }
}

function readReference(text: string): Reference {
  const parsed = parseReference(text)
  if (parsed.ok) return parsed.value
  const problem = parsed.failure
  throw new ExpectedFailure({ topic: 'registry', reason: 'invalid-reference', text, problem })
}

/** Deeper nesting is not looked into: nobody means it. */
const MAX_DEPTH = 8

/** The images of an index, those of indexes in it too; what is for no platform (attestations) is left out. */
async function platformsOf(
  source: ImageSource,
  index: Descriptor,
  depth: number,
): Promise<readonly PlatformEntry[]> {
  if (depth === 0) return []
  const { manifests } = await readIndex(source, index)
  const entries: PlatformEntry[] = []
  for (const each of manifests) {
    const { mediaType, digest, platform } = each
    if (documentKind(mediaType) === 'index') {
      entries.push(...(await platformsOf(source, each, depth - 1)))
    } else if (platform !== undefined && platform.os !== 'unknown') {
      entries.push({ ...nameOf(platform), digest })
    }
  }
  return entries
}

/** The layers, described by where they are. */
function layersOf(
  { manifest, config }: BaseImage,
  repository: string,
  layerKey: string,
): readonly Layer[] {
  return manifest.layers.flatMap((layer, index) => {
    const diffId = config.diffIds[index]
    if (diffId === undefined) return []
    const { mediaType, digest, size, annotations = {} } = layer
    const file = `${layerKey}${layerFileName(digest)}`
    return [
      {
        ...{ mediaType, digest, size, diffId, annotations },
        description: repository,
        content: { kind: 'registry', repository, file },
      },
    ]
  })
}
