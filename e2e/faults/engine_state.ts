import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from '../../tools/dev/command.ts'
import type { TestEngine } from '../../tools/testing/engines.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'

/** `manifest.json` of what `docker save` writes. */
type SavedManifest = readonly [{ readonly Config: string; readonly Layers: readonly string[] }]

/**
 * What a name stands for in an engine, layer by layer as the engine gives it out again.
 *
 * @returns the digest of the image's config; undefined where the engine has no such name
 * @throws Error when a layer is not what the config says
 */
export async function imageInEngine(engine: TestEngine, name: string): Promise<string | undefined> {
  const args = ['image', 'inspect', '--format', '{{.Id}}', name]
  const id = await engine.run(...args).catch(() => undefined)
  if (id === undefined) return undefined
  await using directory = await tempDir()
  const archive = join(directory.path, 'image.tar')
  await engine.run('save', '--output', archive, name)
  const unpacked = await run('bsdtar', ['-x', '-f', archive, '-C', directory.path])
  if (unpacked.status !== 0) throw new Error(unpacked.stderr)
  const [{ Config, Layers }] = JSON.parse(
    await readFile(join(directory.path, 'manifest.json'), 'utf8'),
  ) as SavedManifest
  const config = await readFile(join(directory.path, Config))
  const layers = await Promise.all(Layers.map((path) => digestOfFile(join(directory.path, path))))
  const { rootfs } = JSON.parse(config.toString()) as {
    readonly rootfs: { readonly diff_ids: readonly string[] }
  }
  if (layers.join() !== rootfs.diff_ids.join()) {
    throw new Error(`${name} has ${layers.join()}, and should have ${rootfs.diff_ids.join()}`)
  }
  return `sha256:${createHash('sha256').update(config).digest('hex')}`
}

async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return `sha256:${hash.digest('hex')}`
}
