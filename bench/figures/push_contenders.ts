import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LAYOUT_TAG, makeLayout } from '../data/layout.ts'
import type { Command } from '../measure/command.ts'
import { sha256Limits } from '../measure/sha256_limit.ts'
import { pushers } from '../peers/push.ts'
import type { Bench } from './figure.ts'
import type { PushedImage } from './image_sizes.ts'
import { makeRecipeImage } from './recipe_image.ts'

/** The client that is judged: it pushes the same layout as all others. */
export const RT = 'rt push'
/** The same bytes, never written to a layout. */
export const RT_RECIPE = 'rt push of weights in place'

/** Nothing but the hashing that a client must do which verifies what it sends. */
export const LIMIT = 'limit (openssl, hash only)'

/** A client, and its push to a registry. */
export interface PushContender {
  readonly name: string
  /** @param host HOST:PORT of the registry */
  readonly push: (host: string) => Command
}

/** Hashes all blobs of a layout, with one process a core. */
function hashLayout(bench: Bench, layout: string): Command {
  const folder = join(layout, 'blobs/sha256')
  const blobs = readdirSync(folder).map((name) => join(folder, name))
  return sha256Limits(bench.tools.need('openssl'), blobs, bench.cores).openssl
}

/** Makes an image, once as a layout and once in place, and says how everybody pushes it. */
export async function preparePushes(
  bench: Bench,
  { name, layers, bytesOfLayer }: PushedImage,
): Promise<readonly PushContender[]> {
  const bytes = Math.round(bytesOfLayer * bench.scale)
  bench.say(`making ${layers} layers of ${bytes} bytes`)
  const layout = join(bench.folder, name)
  await makeLayout(layout, layers, bytes)
  const recipe = await makeRecipeImage(bench, name, layers, bytes)
  const repository = (host: string, client: string): string => `${host}/${name}/${client}`
  return [
    { name: LIMIT, push: () => hashLayout(bench, layout) },
    {
      name: RT,
      push: (host) =>
        bench.rt.command(['push', layout, `${repository(host, 'rt')}:${LAYOUT_TAG}`, '--quiet']),
    },
    {
      name: RT_RECIPE,
      push: (host) =>
        recipe.command('push', [
          `--repository=${repository(host, 'recipe')}`,
          `--tag=${LAYOUT_TAG}`,
          '--quiet',
        ]),
    },
    ...pushers(bench.tools).map(({ label, command }) => ({
      name: label,
      push: (host: string) => {
        const reference = `${repository(host, label.replace('@', '-'))}:${LAYOUT_TAG}`
        return command({ layout, host, reference, folder: bench.folder })
      },
    })),
  ]
}
