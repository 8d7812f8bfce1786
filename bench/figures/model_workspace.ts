import { mkdirSync, rmSync, writeFileSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../tools/dev/places.ts'
import { smallFilePath, smallFileSizes } from '../data/small_files.ts'
import { doJobs } from '../data/workers.ts'
import type { Command } from '../measure/command.ts'
import type { Bench } from './figure.ts'

const SHARDS = 4
const SHARD_BYTES = 2 ** 30
const CODE_FILES = 400
const CODE_BYTES = 4e6

/** A workspace of an outside user of rt: weights, and code that changes. */
export interface ModelWorkspace extends Disposable {
  /** Bytes of all weights. */
  readonly weights: number
  /** Changes a file of the code. */
  edit(): void
  /** Bazel in the workspace. */
  bazel(args: readonly string[]): Command
}

/** At a fixed place, so that Bazel finds its output of the run before. */
const PLACE = join(CHECKOUT, '.cache/bench-workspace')

/** Makes the workspace; its weights are removed when it is disposed of. */
export async function makeModelWorkspace(bench: Bench): Promise<ModelWorkspace> {
  rmSync(PLACE, { recursive: true, force: true })
  mkdirSync(join(PLACE, 'weights'), { recursive: true })
  const bytes = Math.round(SHARD_BYTES * bench.scale)
  writeBuildFiles(Math.min(bytes, 64 << 20))
  const shard = (index: number): string => join(PLACE, `weights/model-${index}.safetensors`)
  const sizes = smallFileSizes(CODE_FILES, CODE_BYTES)
  await doJobs([
    { kind: 'small files', folder: join(PLACE, 'code'), sizes, first: 0, step: 1 },
    ...Array.from(
      { length: SHARDS },
      (_, seed) => ({ kind: 'shard', path: shard(seed), bytes, seed }) as const,
    ),
  ])
  // No cache of an earlier run has what is built of it.
  const run = Date.now()
  let edits = 0
  return {
    weights: SHARDS * bytes,
    edit: () => writeFileSync(join(PLACE, 'code', smallFilePath(0)), `// Edit ${run}.${edits++}\n`),
    bazel: (args) => ({ argv: [join(CHECKOUT, 'tools/dev/bazel'), ...args], cwd: PLACE }),
    [Symbol.dispose]: () => rmSync(PLACE, { recursive: true, force: true }),
  }
}

function writeBuildFiles(bundleBelow: number): void {
  copyFileSync(join(CHECKOUT, '.bazelversion'), join(PLACE, '.bazelversion'))
  writeFileSync(
    join(PLACE, 'MODULE.bazel'),
    `module(name = "bench")
bazel_dep(name = "rt", version = "0.1.0")
local_path_override(module_name = "rt", path = "${CHECKOUT}")
`,
  )
  writeFileSync(
    join(PLACE, 'BUILD.bazel'),
    `load("@rt//rules:model.bzl", "weights_layer")
load("@rt//rules:oci.bzl", "oci_image", "oci_push")
load("@rt//rules:tar.bzl", "tar")

weights_layer(name = "weights", srcs = glob(["weights/*"]), bundle_below = ${bundleBelow})
tar(name = "code_layer", srcs = glob(["code/**"]), compress = "zstd")
oci_image(name = "image", architecture = "amd64", os = "linux", tars = [":weights", ":code_layer"])
oci_push(name = "push", image = ":image", remote_tags = ["v1"])
`,
  )
}
