import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { layerFileName } from '../../../core/base/layer_file.ts'
import type { BaseReport, PlatformName } from '../../../core/base/report.ts'
import type { Platform } from '../../../core/descriptor.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { platformEntries } from '../../../core/oci/choose_platform.ts'
import type { BaseImage } from '../../../core/oci/configure.ts'
import { documentKind } from '../../../core/oci/document_kinds.ts'
import type { Reference } from '../../../core/reference.ts'
import { formatReference, formatRepository, parseReference } from '../../../core/reference.ts'
import { indexEntries } from '../../../node/blob/index_entries.ts'
import { readBaseImage } from '../../../node/layout/base_image.ts'
import { transferReporter } from '../../../node/progress/transfer_reporter.ts'
import { RegistryReader } from '../../../node/registry/reader.ts'
import type { Shell } from '../../../node/shell.ts'
import type { RegistryFlags } from '../../registry_options.ts'
import { registryOptions } from '../../registry_options.ts'

/** What `rt fetch base` is asked to do. */
export interface BaseRequest extends RegistryFlags {
  /** The image, as a person writes it. */
  readonly reference: string
  /** Directory to write to. */
  readonly out: string
  /** What comes before the name of a layer's file in its key. */
  readonly layerKey: string
}

/**
 * Writes what an image is: `image.json` ({@link BaseReport}) and, unless it is an index, `manifest.json`
 * and `config.json` byte for byte, and `layers.json`, a layer set that says where its layers are.
 *
 * @throws ExpectedFailure when it cannot be read, or is not a container image
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
    const images = platformEntries(await indexEntries(source))
    const platforms = images.map(({ platform, digest }) => ({ ...nameOf(platform), digest }))
    report = { kind: 'index', ...root, platforms }
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
