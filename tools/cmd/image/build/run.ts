import { existsSync } from 'node:fs'
import { foreignBinaries } from '../../../core/binary/foreign.ts'
import type { Platform } from '../../../core/descriptor.ts'
import type { Digest } from '../../../core/digest.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { KeyLookup } from '../../../core/file_keys.ts'
import { lookupIn, parseFileEntries } from '../../../core/file_keys.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { OCI_CONFIG, OCI_MANIFEST } from '../../../core/media_types.ts'
import { configBytes } from '../../../core/oci/config.ts'
import type { BaseImage, ImagePlan } from '../../../core/oci/configure.ts'
import { configure, entryOf, manifestOf } from '../../../core/oci/configure.ts'
import { manifestBytes } from '../../../core/oci/manifest.ts'
import type { ImageSettings } from '../../../core/oci/settings.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { readBaseImage } from '../../../node/layout/base_image.ts'
import { readLayerSets } from '../../../node/layout/layer_set_files.ts'
import { blobFile, openLayout } from '../../../node/layout/layout_source.ts'
import { LayoutWriter } from '../../../node/layout/layout_writer.ts'
import type { ImageOptions } from './settings.ts'
import { readSettings } from './settings.ts'

/** What `rt image build` is asked to do. Paths are relative to the execution root. */
export interface ImageRequest {
  /** Directory of the layout to write. */
  readonly out: string
  /** File for the digest of the manifest. */
  readonly digestOut: string | undefined
  /** Layout directory of the base. */
  readonly base: string | undefined
  /** Layer sets of the base's layers, where rt made it. */
  readonly baseLayers: readonly string[]
  /** Layer sets to put on top, bottom first. */
  readonly layers: readonly string[]
  /** Patterns of paths whose programs may be of another platform. */
  readonly allowForeignBinaries: readonly string[]
  readonly options: ImageOptions
  /** `file<TAB>KEY<TAB>PATH` lines. */
  readonly entries: readonly string[]
}

/**
 * Makes an image: writes config and manifest, and links the layers that are files. Layers that are
 * recipes are not in the layout; their layer sets describe them.
 *
 * @throws ExpectedFailure for everything that is wrong with the base, the layers or the settings
 */
export async function makeImage(request: ImageRequest): Promise<void> {
  const settings = readSettings(request.options)
  const lookup = lookupOf(request.entries)
  const layers = await readLayers(request.layers)
  const base = await readBase(request.base, settings)
  const plan = configure(base, settings, layers)
  if (!plan.ok) throw new ExpectedFailure(plan.failure)
  refuseForeign(layers, plan.value.config.platform, request.allowForeignBinaries)
  const described = [...(await readLayers(request.baseLayers)), ...layers]
  const links = linksOf(plan.value, described, request.base, lookup)
  const digest = await writeImage(request.out, plan.value, links)
  if (request.digestOut !== undefined) writeTextFile(request.digestOut, `${digest}\n`)
}

function lookupOf(entries: readonly string[]): KeyLookup {
  const files = parseFileEntries(entries)
  if (files.ok) return lookupIn(files.value)
  throw new ExpectedFailure({ topic: 'argument', reason: 'malformed-entry', line: files.failure })
}

async function readLayers(paths: readonly string[]): Promise<readonly Layer[]> {
  return (await readLayerSets(paths)).flatMap((set) => set.layers)
}

function refuseForeign(
  layers: readonly Layer[],
  platform: Platform,
  allow: readonly string[],
): void {
  const binaries = layers.flatMap((layer) => layer.binaries?.files ?? [])
  const files = foreignBinaries(binaries, platform, allow)
  if (files.length > 0)
    throw new ExpectedFailure({ topic: 'binary', reason: 'foreign', platform, files })
}

async function readBase(
  directory: string | undefined,
  settings: ImageSettings,
): Promise<BaseImage | undefined> {
  if (directory === undefined) return undefined
  return readBaseImage(await openLayout({ directory }), settings, directory)
}

/** Finds the file of every layer that has one: the original where it is known, else the base's blob. */
function linksOf(
  plan: ImagePlan,
  described: readonly Layer[],
  base: string | undefined,
  lookup: KeyLookup,
): ReadonlyMap<Digest, string> {
  const layers = new Map(described.map((layer) => [layer.digest, layer]))
  const links = new Map<Digest, string>()
  for (const { digest } of plan.layers) {
    const content = layers.get(digest)?.content
    if (content?.kind === 'recipe' || content?.kind === 'registry') continue
    const file = content && lookup(content.file)
    links.set(digest, file ?? blobOfBase(base, digest, content?.file))
  }
  return links
}

function blobOfBase(base: string | undefined, digest: Digest, key: string | undefined): string {
  const path = base === undefined ? undefined : blobFile(base, digest)
  if (path !== undefined && existsSync(path)) return path
  if (key !== undefined) {
    const searched = ['the entry lines of the command']
    throw new ExpectedFailure({ topic: 'image', reason: 'unknown-key', key, searched })
  }
  throw new ExpectedFailure({ topic: 'image', reason: 'missing-blob', digest, path: path ?? '' })
}

async function writeImage(
  out: string,
  plan: ImagePlan,
  links: ReadonlyMap<Digest, string>,
): Promise<Digest> {
  const layout = await LayoutWriter.create(out)
  const config = await layout.write(OCI_CONFIG, configBytes(plan.config))
  const manifest = await layout.write(OCI_MANIFEST, manifestBytes(manifestOf(plan, config)))
  for (const [digest, file] of links) await layout.link(digest, file)
  await layout.finish(entryOf(manifest, plan.config.platform))
  return manifest.digest
}
