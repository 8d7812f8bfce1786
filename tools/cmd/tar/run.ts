import { writeFileSync } from 'node:fs'
import type { Entry } from '../../core/entries/entry.ts'
import { checkTree } from '../../core/entries/tree.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { describeEntries } from '../../core/layer/description.ts'
import { tarParts } from '../../core/layer/tar_parts.ts'
import type { Layer } from '../../core/layer_set.ts'
import { serializeLayerSet } from '../../core/layer_set_json.ts'
import { layerMediaType } from '../../core/media_types.ts'
import { parseMtree } from '../../core/mtree/parse.ts'
import { acceptTree, collectEntries } from '../../node/layer/collect.ts'
import { readOperands } from '../../node/layer/operand_lines.ts'
import { sourceSizes } from '../../node/layer/source_sizes.ts'
import { readTextFile } from '../../node/layer/text_file.ts'
import { writeLayer } from '../../node/layer/write_layer.ts'
import type { TarRequest } from './args.ts'

/**
 * Writes the archive, and the layer set that describes it.
 *
 * @throws ExpectedFailure when the sources cannot be one tree, or change meanwhile
 */
export async function makeTar(request: TarRequest, signal: AbortSignal): Promise<void> {
  const { out, codec, workers, key } = request
  const entries = readEntries(request)
  const parts = tarParts(entries, sourceSizes(entries))
  const written = await writeLayer({ parts, codec, out, workers, signal })
  const layer: Layer = {
    ...written,
    mediaType: layerMediaType(codec.compression),
    annotations: {},
    description: describeEntries(entries),
    content: { kind: 'blob', file: key },
  }
  writeFileSync(request.layers, serializeLayerSet({ version: 1, layers: [layer] }))
}

function readEntries({ mtree, entries, preserveSymlinks }: TarRequest): readonly Entry[] {
  if (mtree === undefined)
    return collectEntries(readOperands(entries).placements, { preserveSymlinks })
  const parsed = parseMtree(readTextFile(mtree))
  if (!parsed.ok)
    throw new ExpectedFailure({
      topic: 'tree',
      reason: 'mtree',
      file: mtree,
      problems: parsed.failure,
    })
  return acceptTree(checkTree(parsed.value))
}
