import type { Platform } from '../descriptor.ts'
import type { SettingFailure } from './failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { ImageSettings } from './settings.ts'

/**
 * Finds what the image runs on: what the base runs on, which the settings may repeat but not change; or
 * without a base what the settings say. A base without variant takes the variant of the settings.
 */
export function resolvePlatform(
  base: Platform | undefined,
  settings: Pick<ImageSettings, 'os' | 'architecture' | 'variant'>,
): Result<Platform, readonly SettingFailure[]> {
  const failures: SettingFailure[] = []
  const choose = (attribute: 'os' | 'architecture' | 'variant'): string | undefined => {
    const [ours, theirs] = [settings[attribute] ?? '', base?.[attribute] ?? '']
    if (ours !== '' && theirs !== '' && ours !== theirs)
      failures.push({
        topic: 'image',
        reason: 'platform-conflict',
        attribute,
        base: theirs,
        image: ours,
      })
    const value = theirs === '' ? ours : theirs
    if (value === '' && attribute !== 'variant')
      failures.push({ topic: 'image', reason: 'missing-platform', attribute })
    return value === '' ? undefined : value
  }
  const [os = '', architecture = '', variant] = [
    choose('os'),
    choose('architecture'),
    choose('variant'),
  ]
  if (failures.length > 0) return err(failures)
  return ok({ ...base, os, architecture, ...(variant === undefined ? {} : { variant }) })
}

/** A platform as people write it: `linux/arm64/v8`, with `os.version` and features in parentheses. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform
  const details = [platform['os.version'], ...(platform['os.features'] ?? [])].filter(Boolean)
  const name = [os, architecture, variant].filter(Boolean).join('/')
  return details.length === 0 ? name : `${name} (${details.join(', ')})`
}
