import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { diffIdOf, digestOfHex } from '../../core/digest.ts'
import type { Layer } from '../../core/layer_set.ts'
import { serializeLayerSet } from '../../core/layer_set_json.ts'
import { layerMediaType } from '../../core/media_types.ts'

/** A layer that another program packed, with its layer set. */
export interface TinyLayer {
  readonly layer: Layer
  /** The layer set, relative to the directory of the test. */
  readonly set: string
  /** The entry line that says where the tar is. */
  readonly entry: string
}

/**
 * Packs one file with bsdtar at a path of a test's directory, and describes it. For tests.
 *
 * @param path of the tar; a name that ends in `.gz` is compressed
 */
export function tinyLayer(directory: string, path: string, content: string): TinyLayer {
  const target = join(directory, path)
  const tree = `${target}.tree`
  mkdirSync(join(tree, 'app'), { recursive: true })
  writeFileSync(join(tree, 'app', basename(path)), content)
  const options = ['--uid=0', '--gid=0', '--format=ustar']
  execFileSync('bsdtar', ['-cf', `${target}.plain`, ...options, '-C', tree, 'app'])
  const plain = readFileSync(`${target}.plain`)
  const isGzip = path.endsWith('.gz')
  writeFileSync(target, isGzip ? execFileSync('gzip', ['-nc'], { input: plain }) : plain)
  rmSync(tree, { recursive: true })
  const layer = describeLayer(readFileSync(target), plain, path, isGzip)
  const set = join(dirname(path), `${basename(path)}.json`)
  writeFileSync(join(directory, set), serializeLayerSet({ version: 1, layers: [layer] }))
  return { layer, set, entry: `file\t_main/${path}\t${path}` }
}

function describeLayer(bytes: Uint8Array, plain: Uint8Array, path: string, isGzip: boolean): Layer {
  return {
    mediaType: layerMediaType(isGzip ? 'gzip' : 'none'),
    digest: digestOf(bytes),
    size: bytes.length,
    diffId: diffIdOf(digestOf(plain)),
    annotations: {},
    description: path,
    content: { kind: 'blob', file: `_main/${path}` },
  }
}

function digestOf(bytes: Uint8Array): ReturnType<typeof digestOfHex> {
  return digestOfHex(createHash('sha256').update(bytes).digest('hex'))
}
