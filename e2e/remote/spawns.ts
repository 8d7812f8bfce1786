import { readFileSync } from 'node:fs'

/** How Bazel had one action done. */
export interface Spawn {
  /** Such as `RtLayerTar`. */
  readonly mnemonic: string
  /** Such as `remote`, `remote cache hit`, `linux-sandbox`. */
  readonly runner: string
}

/**
 * Reads what `--execution_log_json_file` wrote: objects of the message SpawnExec
 * (src/main/protobuf/spawn.proto of Bazel), one after the other with nothing between them.
 */
export function readSpawns(path: string): readonly Spawn[] {
  const text = readFileSync(path, 'utf8').trim()
  if (text === '') return []
  return JSON.parse(`[${text.replaceAll(/^\}\s*\{$/gm, '},{')}]`) as readonly Spawn[]
}
