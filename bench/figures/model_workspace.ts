import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { smallFilePath, smallFileSizes } from '../data/small_files.ts'
import { doJobs } from '../data/workers.ts'
import type { Bench } from './figure.ts'
import type { FixedWorkspace } from './fixed_workspace.ts'
import { makeFixedWorkspace } from './fixed_workspace.ts'

const SHARDS = 4
const SHARD_BYTES = 2 ** 30
const CODE_FILES = 400
const CODE_BYTES = 4e6

/** A workspace with weights, and with code that changes. */
export interface ModelWorkspace extends FixedWorkspace {
  /** Bytes of all weights. */
  readonly weights: number
  /** Changes a file of the code. */
  edit(): void
}

/** Makes the workspace; its weights are removed when it is disposed of. */
export async function makeModelWorkspace(bench: Bench): Promise<ModelWorkspace> {
  const workspace = makeFixedWorkspace('bench-workspace')
  const { path, put, change } = workspace
  mkdirSync(join(path, 'weights'))
  const bytes = Math.round(SHARD_BYTES * bench.scale)
  put('BUILD.bazel', buildFile(Math.min(bytes, 64 << 20)))
  const shard = (index: number): string => join(path, `weights/model-${index}.safetensors`)
  const sizes = smallFileSizes(CODE_FILES, CODE_BYTES)
  await doJobs([
    { kind: 'small files', folder: join(path, 'code'), sizes, first: 0, step: 1 },
    ...Array.from(
      { length: SHARDS },
      (_, seed) => ({ kind: 'shard', path: shard(seed), bytes, seed }) as const,
    ),
  ])
  return {
    ...workspace,
    weights: SHARDS * bytes,
    edit: () => put(join('code', smallFilePath(0)), `// Edit ${change()}\n`),
  }
}

function buildFile(bundleBelow: number): string {
  return `load("@rt//rules:model.bzl", "weights_layer")
load("@rt//rules:oci.bzl", "oci_image", "oci_push")
load("@rt//rules:tar.bzl", "tar")

weights_layer(name = "weights", srcs = glob(["weights/*"]), bundle_below = ${bundleBelow})
tar(name = "code_layer", srcs = glob(["code/**"]), compress = "zstd")
oci_image(name = "image", architecture = "amd64", os = "linux", tars = [":weights", ":code_layer"])
oci_push(name = "push", image = ":image", remote_tags = ["v1"])
`
}
