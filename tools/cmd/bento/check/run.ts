import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { BENTOFILE_NAMES, readBuildDocument } from '../../../core/bento/bentofile/document.ts'
import type { BentoDraft } from '../../../core/bento/bentofile/make_plan.ts'
import { draftBento } from '../../../core/bento/bentofile/make_plan.ts'
import { Mistakes } from '../../../core/document/mistakes.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { sourcesOfDirectory } from '../../../node/bento/sources.ts'
import { readTextFile } from '../../../node/layer/text_file.ts'
import type { Shell } from '../../../node/shell.ts'
import { warn } from '../../document_warnings.ts'

/** What `rt bento check` is asked to do. */
export interface CheckBentofileRequest {
  /** A bentofile, or a directory that has one; the current one if not given. */
  readonly bentofile: string | undefined
  /** Whether the files that the Bento gets are listed. */
  readonly files: boolean
}

/**
 * Reads a bentofile and the directory that it is in, and says what is wrong.
 *
 * @throws ExpectedFailure with all mistakes
 */
export async function checkBentofile(
  { bentofile, files }: CheckBentofileRequest,
  shell: Shell,
): Promise<void> {
  const path = findBentofile(resolve(shell.workingDirectory, bentofile ?? '.'))
  const mistakes = new Mistakes()
  const name = relative(shell.workingDirectory, path)
  const document = readBuildDocument(name, readTextFile(path), mistakes)
  const sources = await sourcesOfDirectory(dirname(path))
  const draft = document && draftBento(document, sources, mistakes)
  warn(shell, mistakes)
  mistakes.throwIfAny()
  if (draft === undefined) throw new Error('a bentofile without mistakes has a service')
  shell.stdout.write(files ? draft.included.map((file) => `${file}\n`).join('') : sum(name, draft))
}

/** A directory has its bentofile under a name that BentoML knows. */
function findBentofile(path: string): string {
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (!isDirectory) return path
  const found = BENTOFILE_NAMES.map((name) => join(path, name)).find((each) => existsSync(each))
  if (found !== undefined) return found
  throw new ExpectedFailure({ topic: 'bento', reason: 'no-bentofile', directory: path })
}

function sum(
  name: string,
  { service, included, requirements, systemPackages }: BentoDraft,
): string {
  const packages = `${requirements.length} packages, ${systemPackages.length} system packages`
  return (
    `${name}: service ${service}, ${included.length} files, ${packages}\n` +
    `${basename(name)} is right as far as it goes; a build holds it against wheels, interpreter, Debian packages and models\n`
  )
}
