import { uvPlatform } from '../packages/wheel_name.ts'
import type { WheelTarget } from './best_wheel.ts'

/**
 * The options of `uv pip compile` for wheels alone, for a Python and a platform that need not be those of this
 * machine.
 *
 * @param prereleases whether versions count that are not final
 */
export function compileOptions(
  { python, glibc, prereleases }: Omit<WheelTarget, 'architecture'> & { prereleases: boolean },
  architecture: string,
): readonly string[] {
  return [
    ...['pip', 'compile', '--only-binary=:all:', '--generate-hashes', '--no-header'],
    ...['--no-sources', '--annotation-style=split', `--python-version=${python}`],
    `--python-platform=${uvPlatform(architecture, glibc) ?? architecture}`,
    ...(prereleases ? ['--prerelease=allow'] : []),
  ]
}
