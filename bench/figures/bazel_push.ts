import { join } from 'node:path'
import type { Command } from '../measure/command.ts'
import { measure } from '../measure/command.ts'
import { bytesReadBy } from '../measure/process_io.ts'
import type { Observation } from '../measure/rounds.ts'
import type { RunningNullRegistry } from '../registry/running_null_registry.ts'

/** A workspace that Bazel builds in. */
export interface BazelWorkspace {
  bazel(args: readonly string[]): Command
}

/** What is pushed where. */
export interface Push {
  /** Label of the `oci_push` target. */
  readonly target: string
  /** Name in the registry. */
  readonly repository: string
  /** More options of `rt push`. */
  readonly options?: readonly string[]
}

/**
 * Builds and pushes; counts what the registry got, and what Bazel, its actions and the push have read. `code` is the
 * size of the topmost layer, which is the code, and of the config; `layers` is how many layers were sent.
 */
export async function bazelPush(
  workspace: BazelWorkspace,
  registry: RunningNullRegistry,
  { target, repository, options = [] }: Push,
): Promise<Observation> {
  const server = await serverOf(workspace)
  const before = bytesReadBy(server)
  await registry.forgetCounts()
  const where = `--repository=${registry.host}/${repository}`
  const sample = await measure(workspace.bazel(['run', target, '--', where, ...options, '--json']))
  const { requests, blobBytes: sent } = await registry.counts()
  const read = sample.read + bytesReadBy(server) - before
  return { ...sample, counts: { requests, sent, read, ...blobsOf(sample.stdout) } }
}

/** The process of Bazel's server in a workspace. */
export async function serverOf(workspace: BazelWorkspace): Promise<number> {
  return Number((await measure(workspace.bazel(['info', 'server_pid']))).stdout.trim())
}

/** Where the first file or directory of a target is that Bazel has built. */
export async function outputOf(
  workspace: BazelWorkspace & { readonly path: string },
  target: string,
): Promise<string> {
  const { stdout } = await measure(workspace.bazel(['cquery', '--output=files', target]))
  return join(workspace.path, stdout.trim().split('\n')[0] ?? '')
}

interface PushedBlob {
  readonly size: number
  /** What was sent of it. */
  readonly bytes: number
}

/** From what `rt push --json` says. */
function blobsOf(stdout: string): { readonly code: number; readonly layers: number } {
  const { layers, configs } = JSON.parse(stdout) as {
    readonly layers: readonly PushedBlob[]
    readonly configs: readonly PushedBlob[]
  }
  return {
    code: (layers.at(-1)?.size ?? NaN) + (configs[0]?.size ?? NaN),
    layers: layers.filter(({ bytes }) => bytes > 0).length,
  }
}
