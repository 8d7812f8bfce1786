import type { Command } from '../measure/command.ts'
import { measure } from '../measure/command.ts'
import { bytesReadBy } from '../measure/process_reads.ts'
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
 * size of the topmost layer, which is the code, and of the config.
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
  const { requests, blobBytes } = await registry.counts()
  const read = sample.read + bytesReadBy(server) - before
  return { ...sample, counts: { requests, sent: blobBytes, read, code: codeBytes(sample.stdout) } }
}

async function serverOf(workspace: BazelWorkspace): Promise<number> {
  return Number((await measure(workspace.bazel(['info', 'server_pid']))).stdout.trim())
}

interface PushedBlob {
  readonly size: number
}

/** From what `rt push --json` says. */
function codeBytes(stdout: string): number {
  const { layers, configs } = JSON.parse(stdout) as {
    readonly layers: readonly PushedBlob[]
    readonly configs: readonly PushedBlob[]
  }
  return (layers.at(-1)?.size ?? NaN) + (configs[0]?.size ?? NaN)
}
