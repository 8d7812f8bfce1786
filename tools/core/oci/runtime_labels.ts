import type { SettingFailure } from './failure.ts'
import { parsePair } from './pairs.ts'

/** Before the name of an accelerator runtime, in the label that says its version. */
const PREFIX = 'rt.runtime.'

/**
 * Runtimes that an image would have in two versions: the base's and its own. Their libraries have the same
 * names, so that one would be loaded with the other's.
 *
 * @param base labels of the base
 * @param lines `NAME=VALUE`, the image's own labels
 */
export function runtimeConflicts(
  base: Readonly<Record<string, string>>,
  lines: readonly string[],
): readonly SettingFailure[] {
  return lines.flatMap((line): readonly SettingFailure[] => {
    const [label = '', image = ''] = parsePair(line) ?? []
    const below = base[label]
    const runtime = label.startsWith(PREFIX) ? label.slice(PREFIX.length) : '.'
    return runtime.includes('.') || below === undefined || below === image
      ? []
      : [{ topic: 'image', reason: 'two-runtimes', runtime, base: below, image }]
  })
}
