import { mkdtempDisposable, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import type { PinnedWheel, WantedWheel } from '../../core/packages/pip_arguments.ts'
import {
  linesOf,
  pinnedArguments,
  requirementLine,
  wantedArguments,
} from '../../core/packages/pip_arguments.ts'
import { readPipError, readPipWarning } from '../../core/packages/pip_answer.ts'
import { pipIndexEnvironment } from '../../core/python/index_settings.ts'
import type { Shell } from '../shell.ts'
import { askPip, lastWords } from './ask_pip.ts'

/** What running pip needs. */
export type PipSurroundings = Pick<Shell, 'env' | 'signal'>

/**
 * Downloads a wheel of a lock with the machine's own pip, from whatever index that is set up for. The hash is
 * checked by pip; nothing is left in `folder` when it fails.
 *
 * @returns the path of the wheel in `folder`
 * @throws ExpectedFailure (`wheel`)
 */
export async function downloadPinned(
  wheel: PinnedWheel,
  folder: string,
  surroundings: PipSurroundings,
): Promise<string> {
  const requirement = `${wheel.name}==${wheel.version}`
  await using place = await mkdtempDisposable(join(folder, '.pip-'))
  const requirements = join(place.path, 'requirements.txt')
  const downloads = join(place.path, 'downloads')
  const args = pinnedArguments(wheel, requirements, downloads)
  if (args === undefined) {
    const { file } = wheel
    throw new ExpectedFailure({ topic: 'wheel', reason: 'invalid-file-name', requirement, file })
  }
  await writeFile(requirements, requirementLine(wheel))
  await runPip(requirement, args, surroundings)
  return await moveOnly(downloads, folder)
}

/**
 * Finds and downloads a wheel whose hash is not known yet.
 *
 * @returns the path of the wheel in `folder`
 * @throws ExpectedFailure (`wheel`), also for a version that was withdrawn
 */
export async function downloadWanted(
  wheel: WantedWheel,
  folder: string,
  surroundings: PipSurroundings,
): Promise<string> {
  const requirement = `${wheel.name}==${wheel.version}`
  await using place = await mkdtempDisposable(join(folder, '.pip-'))
  const requirements = wheel.hashes && join(place.path, 'requirements.txt')
  if (requirements !== undefined) await writeFile(requirements, linesOf(wheel))
  const downloads = join(place.path, 'downloads')
  const args = wantedArguments(wheel, downloads, requirements)
  const stderr = await runPip(requirement, args, surroundings)
  const warning = readPipWarning(requirement, stderr)
  // A lock that somebody made may have such a version: it was there then.
  if (warning !== undefined && wheel.hashes === undefined) throw new ExpectedFailure(warning)
  return await moveOnly(downloads, folder)
}

/** What pip printed on standard error. */
async function runPip(
  requirement: string,
  args: readonly string[],
  { env: given, signal }: PipSurroundings,
): Promise<string> {
  const env = { ...given, ...pipIndexEnvironment(given) }
  const outcome = await askPip(args, { env, signal })
  if (outcome.kind !== 'exited') {
    throw new ExpectedFailure({ topic: 'wheel', reason: 'no-pip', requirement })
  }
  if (outcome.code !== 0) throw new ExpectedFailure(readPipError(requirement, lastWords(outcome)))
  return outcome.stderr
}

async function moveOnly(from: string, to: string): Promise<string> {
  const [file, ...others] = await readdir(from)
  if (file === undefined || others.length > 0) {
    throw new TypeError(`pip downloaded ${file === undefined ? 'nothing' : 'several files'}`)
  }
  const path = join(to, file)
  await rename(join(from, file), path)
  return path
}
