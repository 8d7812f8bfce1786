import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../../tools/dev/command.ts'
import { CHECKOUT } from '../../tools/dev/places.ts'
import { build, outputs } from '../support/bazel.ts'

/** The kinds of images that rt makes, and the target of each in the outside workspace. */
const TARGETS = {
  gzip: '//images:gzip',
  zstd: '//images:zstd',
  plain: '//images:plain',
  recipe: '//conformance:recipe',
  'from scratch': '//conformance:from_scratch',
  'no layers': '//conformance:no_layers',
  'on a base': '//conformance:on_base',
  index: '//conformance:index',
} as const

/** A kind of image. */
export type ImageKind = keyof typeof TARGETS

/** All of them, in the order of the matrix. */
export const IMAGE_KINDS = Object.keys(TARGETS) as readonly ImageKind[]

/** An image, whole and by itself. */
export interface ConformanceImage {
  readonly kind: ImageKind
  /** An OCI layout directory. */
  readonly layout: string
  /** A tar of the layout, which names the image {@link TAG}. */
  readonly ociTar: string
  /** The tar for docker; of an index, the image for this machine. */
  readonly dockerTar: string
  /** Whether a container of it says hello. */
  readonly runs: boolean
}

/** The name of the images in their tars. */
export const TAG = 'outside/conformance:v1'

/** Builds all images and copies them into a directory. */
export async function buildImages(
  workspace: string,
  directory: string,
): Promise<readonly ConformanceImage[]> {
  const groups = '--output_groups=oci_layout'
  await build(workspace, groups, ...Object.values(TARGETS))
  return Promise.all(IMAGE_KINDS.map((kind) => copyImage(workspace, directory, kind, groups)))
}

async function copyImage(
  workspace: string,
  directory: string,
  kind: ImageKind,
  groups: string,
): Promise<ConformanceImage> {
  const [built = ''] = await outputs(workspace, TARGETS[kind], groups)
  const name = kind.replaceAll(' ', '-')
  const layout = join(directory, name)
  cpSync(built, layout, { recursive: true })
  const ociTar = await copyToTar(layout, '--format=oci-tar')
  const platform = kind === 'index' ? ['--platform=linux/amd64'] : []
  const dockerTar = await copyToTar(layout, '--format=docker-tar', ...platform)
  return { kind, layout, ociTar, dockerTar, runs: kind !== 'no layers' }
}

async function copyToTar(layout: string, ...options: readonly string[]): Promise<string> {
  const tar = `${layout}.${options[0] ?? ''}.tar`
  await rt(['layout', `--out=${tar}`, `--image=${layout}`, `--tag=${TAG}`, ...options])
  return tar
}

/** Runs rt from its sources; resolves to what it prints, and fails with what it says. */
export function rt(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return must(process.execPath, [join(CHECKOUT, 'tools/cmd/main.ts'), ...args], { env })
}
