import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Finished } from '../../tools/dev/command.ts'
import { must, run } from '../../tools/dev/command.ts'
import type { StoredConfig, StoredManifest } from './image_files.ts'
import { blobPath, readJson } from './image_files.ts'

/** An index of images as it stands in a document. */
interface StoredIndex {
  readonly manifests: readonly {
    readonly digest: string
    readonly platform: { readonly os: string; readonly architecture: string }
  }[]
}

/** The platforms of the images of an index, in its order. */
export function platformsOf(index: unknown): readonly string[] {
  return (index as StoredIndex).manifests.map(
    ({ platform: { os, architecture } }) => `${os}/${architecture}`,
  )
}

/** One image of an index. */
export interface StoredImage {
  readonly manifest: StoredManifest
  readonly config: StoredConfig
}

/** The image of one processor in a layout of an index. */
export function imageOf(layout: string, architecture: string): StoredImage {
  const top = readJson(join(layout, 'index.json')) as StoredIndex
  const index = readJson(blobPath(layout, top.manifests[0]?.digest ?? '')) as StoredIndex
  const entry = index.manifests.find(({ platform }) => platform.architecture === architecture)
  const manifest = readJson(blobPath(layout, entry?.digest ?? '')) as StoredManifest
  const config = readJson(blobPath(layout, manifest.config.digest)) as StoredConfig
  return { manifest, config }
}

/** Unpacks an image of a layout into a directory, which is made. */
export async function unpack(layout: string, image: StoredImage, root: string): Promise<void> {
  mkdirSync(root)
  for (const { digest } of image.manifest.layers)
    await must('bsdtar', ['-xf', blobPath(layout, digest), '-C', root])
}

/** Starts the entrypoint of an unpacked image for arm64 on an emulated processor, with the image's environment. */
export function emulated({ config }: StoredImage, root: string): Promise<Finished> {
  const { Entrypoint: command = [], Env: entries = [] } = config.config
  // The emulator is static: what LD_LIBRARY_PATH says is for the program.
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] }
  for (const entry of entries.filter((each) => !each.startsWith('PATH=')))
    env[entry.slice(0, entry.indexOf('='))] = entry.slice(entry.indexOf('=') + 1)
  return run('qemu-aarch64-static', ['-L', root, ...command], { cwd: root, env })
}
