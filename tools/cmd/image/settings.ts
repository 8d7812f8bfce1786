import { readFile } from 'node:fs/promises'
import type { ImageSettings } from '../../core/oci/settings.ts'
import { settingItems, settingLines } from '../../core/oci/settings.ts'
import { fileFailure } from '../../node/file_failure.ts'
import type { ImageOptions } from './args.ts'

type Split = (text: string) => readonly string[]

/** Reads the files among the options, and brings everything into one shape. */
export async function readSettings(options: ImageOptions): Promise<ImageSettings> {
  const list = async (
    words: readonly string[] | undefined,
    file: string | undefined,
    split: Split,
  ): Promise<readonly string[]> => [...(words ?? []), ...(file ? split(await readText(file)) : [])]
  const entrypoint = await list(options.entrypoint, options.entrypointFile, settingLines)
  const cmd = await list(options.cmd, options.cmdFile, settingLines)
  return {
    ...platformOf(options),
    ...wordsOf(options),
    ...(isGiven(options, 'entrypoint') ? { entrypoint } : {}),
    ...(isGiven(options, 'cmd') ? { cmd } : {}),
    env: await list(options.env, options.envFile, settingLines),
    labels: await list(options.label, options.labelsFile, settingLines),
    annotations: await list(options.annotation, options.annotationsFile, settingLines),
    exposedPorts: await list(options.exposedPort, options.exposedPortsFile, settingItems),
    volumes: await list(options.volume, options.volumesFile, settingItems),
    ...(options.createdFile ? { created: (await readText(options.createdFile)).trim() } : {}),
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

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fileFailure(path, error)
  }
}
