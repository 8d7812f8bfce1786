import type { Descriptor, Platform } from '../descriptor.ts'
import type { Failure } from '../failure.ts'
import type { SettingFailure } from './failure.ts'
import { together } from '../failure.ts'
import type { Layer } from '../layer_set.ts'
import { OCI_MANIFEST } from '../media_types.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { ImageConfig, RunConfig } from './config.ts'
import { EMPTY_RUN_CONFIG } from './config.ts'
import { ociLayerMediaType } from './document_kinds.ts'
import { overlayEnv } from './env.ts'
import { historyOfLayer, repairHistory } from './history.ts'
import type { ImageManifest } from './manifest.ts'
import { overlayPairs } from './pairs.ts'
import { resolvePlatform } from './platform.ts'
import { runtimeConflicts } from './runtime_labels.ts'
import { prependPaths } from './search_path.ts'
import { checkSettings } from './setting_checks.ts'
import type { ImageSettings } from './settings.ts'
import { EPOCH } from './timestamp.ts'

/** Container engines mount no more than this (the limit of overlay file systems as they use them). */
export const MAX_LAYERS = 127

/** An image to build on. Its manifest has as many layers as its config has diff_ids. */
export interface BaseImage {
  readonly manifest: ImageManifest
  readonly config: ImageConfig
}

/** What one image is, all but its config's digest. */
export interface ImagePlan {
  readonly config: ImageConfig
  /** Bottom layer first; all under OCI's names, also where the base is Docker's. */
  readonly layers: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
}

/**
 * Puts layers and settings over a base, or over nothing.
 *
 * @returns the plan, or all mistakes together
 */
export function configure(
  base: BaseImage | undefined,
  settings: ImageSettings,
  layers: readonly Layer[],
): Result<ImagePlan, Failure> {
  const platform = resolvePlatform(base?.config.platform, settings)
  const os = platform.ok ? platform.value.os : (settings.os ?? '')
  const [first, ...rest] = [
    ...(platform.ok ? [] : platform.failure),
    ...checkSettings(settings, os),
    ...checkStart(base?.config.run, settings),
    ...checkLayerCount(base, layers),
    ...checkLayerSizes(layers, settings.maxLayerSize),
    ...runtimeConflicts(base?.config.run.labels ?? {}, settings.labels),
  ]
  if (first !== undefined) return err(together(first, rest))
  if (!platform.ok) throw new TypeError('A platform that failed has a failure')
  return ok({
    config: configOf(base?.config, platform.value, settings, layers),
    layers: [...(base?.manifest.layers ?? []).map(underOciName), ...layers.map(descriptorOf)],
    annotations: overlayPairs(base?.manifest.annotations ?? {}, settings.annotations),
  })
}

/** The manifest of a plan whose config has been written. */
export function manifestOf(plan: ImagePlan, config: Descriptor): ImageManifest {
  return { config, layers: plan.layers, annotations: plan.annotations }
}

/** The entry of an index for an image. */
export function entryOf(
  manifest: Pick<Descriptor, 'digest' | 'size'>,
  platform: Platform,
): Descriptor {
  return { mediaType: OCI_MANIFEST, digest: manifest.digest, size: manifest.size, platform }
}

/** An empty word is an argument like any other, but no program. */
function checkStart(
  base: RunConfig | undefined,
  settings: ImageSettings,
): readonly SettingFailure[] {
  const { entrypoint = base?.entrypoint ?? [], cmd } = settings
  if (entrypoint.length > 0 || cmd?.[0] !== '') return []
  return [
    {
      topic: 'image',
      reason: 'invalid-setting',
      attribute: 'cmd',
      value: '',
      accepted: 'the path of a program in the image, such as "/usr/bin/server", or an entrypoint',
      problem: 'there is no entrypoint: the first word names the program',
    },
  ]
}

function checkLayerCount(
  base: BaseImage | undefined,
  layers: readonly Layer[],
): readonly SettingFailure[] {
  const below = base?.manifest.layers.length ?? 0
  const count = below + layers.length
  if (count <= MAX_LAYERS) return []
  return [
    { topic: 'image', reason: 'too-many-layers', layers: count, base: below, limit: MAX_LAYERS },
  ]
}

function checkLayerSizes(
  layers: readonly Layer[],
  limit = Number.POSITIVE_INFINITY,
): readonly SettingFailure[] {
  return layers
    .filter(({ size }) => size > limit)
    .map(({ description, size }) => ({
      topic: 'image',
      reason: 'layer-too-large',
      layer: description,
      size,
      limit,
    }))
}

function configOf(
  base: ImageConfig | undefined,
  platform: Platform,
  settings: ImageSettings,
  layers: readonly Layer[],
): ImageConfig {
  const below = base?.diffIds ?? []
  return {
    platform,
    created: settings.created ?? EPOCH,
    run: runConfigOf(base?.run ?? EMPTY_RUN_CONFIG, settings),
    diffIds: [...below, ...layers.map((layer) => layer.diffId)],
    history: [
      ...repairHistory(base?.history ?? [], below.length),
      ...layers.map((layer) => historyOfLayer(layer.description)),
    ],
    others: base?.others ?? {},
  }
}

function runConfigOf(base: RunConfig, settings: ImageSettings): RunConfig {
  const { cmd: baseCmd, ...rest } = base
  const { entrypoint, user, workdir, stopSignal } = settings
  const cmd = settings.cmd ?? (entrypoint === undefined ? baseCmd : undefined)
  const paths = prependPaths(base.env, settings.searchPaths ?? [])
  const env = paths.ok ? overlayEnv(paths.value, settings.env) : paths
  if (!env.ok) throw new TypeError('An environment is checked before it is used')
  return {
    ...rest,
    env: env.value,
    labels: overlayPairs(base.labels, settings.labels),
    exposedPorts: union(base.exposedPorts, settings.exposedPorts),
    volumes: union(base.volumes, settings.volumes),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(cmd === undefined ? {} : { cmd }),
    ...(user === undefined ? {} : { user }),
    ...(workdir === undefined ? {} : { workingDir: workdir }),
    ...(stopSignal === undefined ? {} : { stopSignal }),
  }
}

function union(base: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...base, ...more])]
}

function descriptorOf(layer: Layer): Descriptor {
  const { mediaType, digest, size, annotations } = layer
  return {
    mediaType,
    digest,
    size,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  }
}

function underOciName(layer: Descriptor): Descriptor {
  return { ...layer, mediaType: ociLayerMediaType(layer.mediaType) }
}
