import type { ImageSettings } from '../../../core/oci/settings.ts'
import { settingItems, settingLines } from '../../../core/oci/settings.ts'
import { readTextFile } from '../../../node/layer/text_file.ts'

/** The settings as they stand on the command line: in words, or in files that have them. */
export interface ImageOptions {
  readonly os?: string
  readonly architecture?: string
  readonly variant?: string
  readonly entrypoint?: readonly string[]
  readonly entrypointFile?: string
  readonly clearEntrypoint?: boolean
  readonly cmd?: readonly string[]
  readonly cmdFile?: string
  readonly clearCmd?: boolean
  readonly searchPath?: readonly string[]
  readonly defaultEnv?: readonly string[]
  readonly env?: readonly string[]
  readonly envFile?: string
  readonly label?: readonly string[]
  readonly labelsFile?: string
  readonly annotation?: readonly string[]
  readonly annotationsFile?: string
  readonly user?: string
  readonly workdir?: string
  readonly exposedPort?: readonly string[]
  readonly exposedPortsFile?: string
  readonly volume?: readonly string[]
  readonly volumesFile?: string
  readonly stopSignal?: string
  readonly createdFile?: string
  readonly maxLayerSize?: number
}

type Split = (text: string) => readonly string[]

/** Reads the files among the options, and brings everything into one shape. */
export function readSettings(options: ImageOptions): ImageSettings {
  const list = (
    words: readonly string[] | undefined,
    file: string | undefined,
    split: Split,
  ): readonly string[] => [...(words ?? []), ...(file ? split(readTextFile(file)) : [])]
  // Of a name that is there twice, the last value counts: what is given by itself.
  const pairs = (words: readonly string[] = [], file: string | undefined): readonly string[] => [
    ...list(undefined, file, settingLines),
    ...words,
  ]
  const entrypoint = list(options.entrypoint, options.entrypointFile, settingLines)
  const cmd = list(options.cmd, options.cmdFile, settingLines)
  return {
    ...platformOf(options),
    ...wordsOf(options),
    ...(isGiven(options, 'entrypoint') ? { entrypoint } : {}),
    ...(isGiven(options, 'cmd') ? { cmd } : {}),
    searchPaths: options.searchPath ?? [],
    env: [...(options.defaultEnv ?? []), ...pairs(options.env, options.envFile)],
    labels: pairs(options.label, options.labelsFile),
    annotations: pairs(options.annotation, options.annotationsFile),
    exposedPorts: list(options.exposedPort, options.exposedPortsFile, settingItems),
    volumes: list(options.volume, options.volumesFile, settingItems),
    ...(options.maxLayerSize === undefined ? {} : { maxLayerSize: options.maxLayerSize }),
    ...(options.createdFile ? { created: readTextFile(options.createdFile).trim() } : {}),
  }
}

function isGiven(options: ImageOptions, name: 'entrypoint' | 'cmd'): boolean {
  return name === 'entrypoint'
    ? Boolean(options.entrypoint ?? options.entrypointFile ?? options.clearEntrypoint)
    : Boolean(options.cmd ?? options.cmdFile ?? options.clearCmd)
}

/** An empty word is as good as none: rules pass attributes on as they are. */
function platformOf({ os, architecture, variant }: ImageOptions): Partial<ImageSettings> {
  return {
    ...(os ? { os } : {}),
    ...(architecture ? { architecture } : {}),
    ...(variant ? { variant } : {}),
  }
}

function wordsOf({ user, workdir, stopSignal }: ImageOptions): Partial<ImageSettings> {
  return {
    ...(user ? { user } : {}),
    ...(workdir ? { workdir } : {}),
    ...(stopSignal ? { stopSignal } : {}),
  }
}
