import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { ReportStyle, TransferReporter } from '../node/progress/transfer_reporter.ts'
import { DEFAULT_TIMEOUTS } from '../node/registry/http/exchange.ts'
import { readMirrors } from '../node/registry/mirrors.ts'
import type { ReaderOptions } from '../node/registry/reader.ts'
import type { BlobOutcome } from '../node/blob/transfer_event.ts'
import type { Shell } from '../node/shell.ts'
import { collect, count } from './option_values.ts'

/** What people say about a registry on the command line of push, pull and copy. */
export interface RegistryFlags {
  readonly insecure?: boolean
  readonly caFile?: readonly string[]
  readonly jobs: number
  /** Seconds. */
  readonly timeout?: number
}

/** What people say about what they want to be told. */
export interface ReportFlags {
  readonly json?: boolean
  readonly quiet?: boolean
}

const DEFAULT_JOBS = 4

/**
 * Adds the options of {@link RegistryFlags}.
 *
 * @param registry names the registry that may be insecure
 */
export function addRegistryOptions(command: Command, registry = 'this registry'): Command {
  return addConnectionOptions(command, registry).option(
    '--jobs <number>',
    'blobs to transfer in parallel',
    count('--jobs'),
    DEFAULT_JOBS,
  )
}

/** Adds those of them that say how to reach a registry. */
export function addConnectionOptions<T extends Command>(command: T, registry: string): T {
  return command
    .option('--insecure', `allow plain HTTP and unverified TLS with ${registry}`)
    .option(
      '--ca-file <file>',
      'PEM file of a certificate authority to trust (repeatable)',
      collect,
    )
    .option('--timeout <seconds>', 'longest silence of a registry', count('--timeout'))
}

/** Adds the options of {@link ReportFlags}. */
export function addReportOptions<T extends Command>(command: T): T {
  return command
    .option('--json', 'print the result as one JSON document, progress as one object per line')
    .option('--quiet', 'print nothing but the result and errors')
}

/** How progress is to be told. */
export function reportStyle({ quiet, json }: ReportFlags): ReportStyle {
  if (quiet === true) return 'quiet'
  return json === true ? 'json' : 'text'
}

/** Blobs as `--json` shows them: layers and configs apart, and how many bytes were transferred. */
export function blobDocuments(blobs: readonly BlobOutcome[]): Readonly<Record<string, unknown>> {
  return {
    layers: blobs.filter(({ role }) => role === 'layer').map(withoutRole),
    configs: blobs.filter(({ role }) => role === 'config').map(withoutRole),
    bytes: blobs.reduce((sum, blob) => sum + blob.bytes, 0),
  }
}

function withoutRole(blob: BlobOutcome): Omit<BlobOutcome, 'role'> {
  const { digest, mediaType, size, status, bytes, seconds, from } = blob
  const mounted = from === undefined ? {} : { from }
  return { digest, mediaType, size, status, bytes, seconds, ...mounted }
}

/** What the registry client needs, from what people said and from the surroundings. */
export function registryOptions(
  shell: Shell,
  flags: RegistryFlags,
  reporter: TransferReporter,
): ReaderOptions {
  const { env, signal, workingDirectory } = shell
  const named = (flags.caFile ?? []).map((file) => resolve(workingDirectory, file))
  const fromEnvironment = [env['RT_CA_FILE'], env['SSL_CERT_FILE']].flatMap((file) => file || [])
  return {
    env,
    signal,
    insecure: flags.insecure === true,
    caFiles: [...named, ...fromEnvironment],
    connections: flags.jobs + LOOKS_BESIDES,
    ...(flags.timeout === undefined ? {} : { timeouts: timeouts(flags.timeout * 1000) }),
    mirrors: readMirrors(env),
    onMirrorFailed: (mirror, failure) => {
      reporter.observe({ event: 'mirror-failed', mirror, cause: shell.explain(failure) })
    },
    onRetry: ({ what, cause, attempt, waitMs }) =>
      reporter.observe({ event: 'retry', what, cause, attempt, seconds: waitMs / 1000 }),
  }
}

/** Connections for requests that only look, besides those that carry blobs. */
const LOOKS_BESIDES = 4

function timeouts(idle: number): typeof DEFAULT_TIMEOUTS {
  const connect = Math.min(idle, DEFAULT_TIMEOUTS.connect)
  return { connect, idle, answer: idle * (DEFAULT_TIMEOUTS.answer / DEFAULT_TIMEOUTS.idle) }
}
