import type { BaseDirectory } from '../../core/python/base_packages.ts'
import { directoriesFor, parsePackagesLabel } from '../../core/python/base_packages.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Environment } from '../../core/python/environment.ts'
import { sitePackages } from '../../core/python/environment.ts'
import { readTextFile } from '../layer/text_file.ts'

/**
 * Reads the packages of a base as `rt python packages` has written them, those for the Python of an environment.
 *
 * @param file undefined where there is no base
 * @throws ExpectedFailure when the label is malformed, or the base has packages where the environment goes
 */
export function readBasePackages(
  file: string | undefined,
  environment: Environment,
): readonly BaseDirectory[] {
  const text = file === undefined ? '' : readTextFile(file)
  if (text === '') return []
  const parsed = parsePackagesLabel(text)
  if (!parsed.ok)
    throw new ExpectedFailure({
      topic: 'python',
      reason: 'packages-label',
      problem: parsed.failure,
    })
  const own = `/${environment.prefix}/${sitePackages(environment)}`
  if (parsed.value.some(({ directory }) => directory === own))
    throw new ExpectedFailure({ topic: 'python', reason: 'same-directory', directory: own })
  return directoriesFor(parsed.value, environment)
}
