import type { Platform } from '../descriptor.ts'
import type { DiffId } from '../digest.ts'
import { canonicalJson } from '../json/canonical.ts'
import type { JsonCursor } from '../json/cursor.ts'
import { decodeJsonBytes } from '../json/cursor.ts'
import { readDiffId } from '../layer_set_json.ts'
import type { Result } from '../result.ts'
import { encodeUtf8 } from '../utf8.ts'
import { readPlatform } from './descriptor_json.ts'

/** The config of an image (OCI image-spec, config.md); Docker's has the same fields and more. */
export interface ImageConfig {
  readonly platform: Platform
  /** RFC 3339. */
  readonly created?: string
  readonly run: RunConfig
  /** Bottom layer first. */
  readonly diffIds: readonly DiffId[]
  readonly history: readonly HistoryEntry[]
  /** Fields that rt does not know, kept as they are. */
  readonly others: Fields
}

/** How containers of the image run: the `config` field. */
export interface RunConfig {
  readonly user?: string
  readonly exposedPorts: readonly string[]
  /** `NAME=VALUE`. */
  readonly env: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly cmd?: readonly string[]
  readonly volumes: readonly string[]
  readonly workingDir?: string
  readonly labels: Readonly<Record<string, string>>
  readonly stopSignal?: string
  /** Fields that rt does not know, such as Docker's Healthcheck, OnBuild and Shell, kept as they are. */
  readonly others: Fields
}

/** One step of how the image came to be. */
export interface HistoryEntry {
  /** True where the step made no layer. */
  readonly emptyLayer: boolean
  /** All other fields. */
  readonly others: Fields
}

/** Fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** How containers run when nobody said anything. */
export const EMPTY_RUN_CONFIG: RunConfig = {
  exposedPorts: [],
  env: [],
  volumes: [],
  labels: {},
  others: {},
}

/** Checks the bytes of an image config. */
export function parseConfig(bytes: Uint8Array): Result<ImageConfig, string> {
  return decodeJsonBytes(bytes, (root) => {
    const created = root.optional('created')?.string()
    const run = root.optional('config')
    return {
      platform: readPlatform(root),
      ...(created ? { created } : {}),
      run: run === undefined ? EMPTY_RUN_CONFIG : readRunConfig(run),
      diffIds: root.field('rootfs').optional('diff_ids')?.list(readDiffId) ?? [],
      history: root.optional('history')?.list(readHistoryEntry) ?? [],
      others: without(root.object(), TOP_FIELDS),
    }
  })
}

const TOP_FIELDS = [
  'os',
  'architecture',
  'variant',
  'os.version',
  'os.features',
  'created',
  'config',
  'rootfs',
  'history',
]

const RUN_FIELDS = [
  'User',
  'ExposedPorts',
  'Env',
  'Entrypoint',
  'Cmd',
  'Volumes',
  'WorkingDir',
  'Labels',
  'StopSignal',
]

function readRunConfig(at: JsonCursor): RunConfig {
  const texts = (name: string): readonly string[] | undefined =>
    at.optional(name)?.list((item) => item.string())
  const names = (name: string): readonly string[] => Object.keys(at.optional(name)?.object() ?? {})
  const user = at.optional('User')?.string()
  const entrypoint = texts('Entrypoint')
  const cmd = texts('Cmd')
  const workingDir = at.optional('WorkingDir')?.string()
  const stopSignal = at.optional('StopSignal')?.string()
  return {
    ...(user ? { user } : {}),
    exposedPorts: names('ExposedPorts'),
    env: texts('Env') ?? [],
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(cmd === undefined ? {} : { cmd }),
    volumes: names('Volumes'),
    ...(workingDir ? { workingDir } : {}),
    labels: at.optional('Labels')?.record((item) => item.string()) ?? {},
    ...(stopSignal ? { stopSignal } : {}),
    others: without(at.object(), RUN_FIELDS),
  }
}

function readHistoryEntry(at: JsonCursor): HistoryEntry {
  return {
    emptyLayer: at.optional('empty_layer')?.boolean() ?? false,
    others: without(at.object(), ['empty_layer']),
  }
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

/** The bytes of a config: the same for the same config, always. Empty settings are left out. */
export function configBytes(config: ImageConfig): Uint8Array {
  return encodeUtf8(canonicalJson(configDocument(config)))
}

/** A config as the JSON document that it is, with the names that the specification gives. */
export function configDocument(config: ImageConfig): Fields {
  return {
    ...config.others,
    ...config.platform,
    created: config.created,
    config: runFields(config.run),
    rootfs: { type: 'layers', diff_ids: config.diffIds },
    history: config.history.map((entry) => ({
      ...entry.others,
      empty_layer: entry.emptyLayer || undefined,
    })),
  }
}

function runFields(run: RunConfig): Fields {
  return {
    ...run.others,
    User: run.user,
    ExposedPorts: asSet(run.exposedPorts),
    Env: nonEmpty(run.env),
    Entrypoint: nonEmpty(run.entrypoint ?? []),
    Cmd: nonEmpty(run.cmd ?? []),
    Volumes: asSet(run.volumes),
    WorkingDir: run.workingDir,
    Labels: Object.keys(run.labels).length === 0 ? undefined : run.labels,
    StopSignal: run.stopSignal,
  }
}

function nonEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list
}

/** A set of names as Go programs write it: every name with an empty object. */
function asSet(names: readonly string[]): Fields | undefined {
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, {}]))
}
