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
    ...[
      '--resolution=highest',
      `--prerelease=${prereleases ? 'allow' : 'if-necessary-or-explicit'}`,
    ],
  ]
}

/**
 * Settings of uv for which it has no options, as they are without any. They are those of a project, which win over
 * those of a user and of a machine.
 */
export const PROJECT_SETTINGS = `upgrade = false
[pip]
all-extras = false
emit-build-options = false
emit-find-links = false
emit-index-annotation = false
emit-index-url = false
no-annotate = false
no-deps = false
universal = false
`

/** Variables that tell uv what to choose, and not where from: what they say is up to requirements alone. */
const CHOICES = [
  ...['UV_BUILD_CONSTRAINT', 'UV_CONSTRAINT', 'UV_EXCLUDE', 'UV_EXTRA', 'UV_FORK_STRATEGY'],
  ...['UV_NO_BINARY', 'UV_NO_BINARY_PACKAGE', 'UV_NO_BUILD', 'UV_NO_BUILD_PACKAGE', 'UV_OVERRIDE'],
  ...['UV_NO_SOURCES', 'UV_PRERELEASE', 'UV_PROJECT', 'UV_PYTHON', 'UV_REQUIRE_HASHES'],
  ...['UV_RESOLUTION', 'UV_UPGRADE', 'UV_WORKING_DIR', 'UV_WORKING_DIRECTORY'],
]

/** An environment in which uv chooses the same on every machine. */
export function withoutChoices(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CHOICES.includes(name)))
}
