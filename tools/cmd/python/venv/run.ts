import { mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ImagePath } from '../../../core/entries/entry.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { sitePackages } from '../../../core/python/environment.ts'
import { venvSettings } from '../../../core/python/venv.ts'
import { runCommand } from '../../../node/command.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { UnpackedWheels } from '../../../node/python/unpacked_wheels.ts'
import { placeOfVenv, replaceVenv, SETTINGS, venvMarks } from '../../../node/python/venv_place.ts'
import { writeInstalled } from '../../../node/python/write_installed.ts'
import { findRunfiles } from '../../../node/runfiles.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt python venv` is asked to do. */
export interface VenvRequest {
  /** As a person gave it. */
  readonly directory: string
  /** Such as "3.11". */
  readonly version: string
  /** Directory of the workspace that has the sources; undefined where there are none. */
  readonly package: string | undefined
  /** Runfiles keys of .whl files. */
  readonly wheels: readonly string[]
  /** Runfiles keys of directories to import from: those of the main repository are where people edit them. */
  readonly imports: readonly string[]
}

/**
 * Makes a virtual environment of this machine's Python with the wheels of an image, in which its sources can be
 * imported from where people edit them. One that cannot be made leaves what was there before.
 *
 * @throws ExpectedFailure when this machine has no such Python, the directory is somebody else's, or a wheel is damaged
 */
export async function makeVenv(request: VenvRequest, shell: Shell): Promise<void> {
  const directory = placeOfVenv(resolve(shell.workingDirectory, request.directory))
  const python = await findPython(request.version, shell)
  await replaceVenv(directory, async (fresh) => {
    await install(request, { directory, fresh }, shell)
    describeVenv(request, { directory, fresh, python }, shell)
  })
  shell.stdout.write(`${join(directory, 'bin/python')}\n`)
}

interface Places {
  /** Where the environment will be. */
  readonly directory: string
  /** Where it is made. */
  readonly fresh: string
}

/** Writes all that is not of wheels; the settings last, since they list what is there. */
function describeVenv(
  request: VenvRequest,
  { directory, fresh, python }: Places & { readonly python: string },
  shell: Shell,
): void {
  const { version } = request
  const folder = join(fresh, sitePackages({ version }))
  for (const each of [join(fresh, 'bin'), folder]) mkdirSync(each, { recursive: true })
  symlinkSync(python, join(fresh, 'bin/python'))
  for (const name of ['python3', `python${version}`])
    symlinkSync('python', join(fresh, 'bin', name))
  const sources = sourceDirectories(request, shell)
  if (sources.length > 0)
    writeTextFile(join(folder, '_image_sources.pth'), sources.map((path) => `${path}\n`).join(''))
  writeTextFile(join(fresh, '.gitignore'), '*\n')
  const workspace = shell.env['BUILD_WORKSPACE_DIRECTORY']
  // A package of its own is what glob() of the one around it passes over.
  if (workspace !== undefined && directory.startsWith(`${realpathSync(workspace)}/`))
    writeTextFile(join(fresh, 'BUILD.bazel'), '# Keeps glob() of other packages out.\n')
  const settings = venvSettings({ path: python, version })
  writeTextFile(join(fresh, SETTINGS), settings + venvMarks(readdirSync(fresh)))
}

/** What beside wheels can be imported: the sources in the workspace, and directories of the runfiles. */
function sourceDirectories(request: VenvRequest, shell: Shell): readonly string[] {
  const workspace = shell.env['BUILD_WORKSPACE_DIRECTORY']
  const own = workspace === undefined || request.package === undefined ? [] : [request.package]
  const runfiles = findRunfiles(shell)
  const placed = request.imports.flatMap((key) => {
    const [repository, ...path] = key.split('/')
    if (repository !== MAIN_REPOSITORY) return [runfiles.locate(key)]
    return workspace === undefined ? [] : [join(workspace, ...path)]
  })
  return [...new Set([...own.map((path) => join(workspace ?? '', path)), ...placed])]
}

const MAIN_REPOSITORY = '_main'

async function install(
  request: VenvRequest,
  { directory, fresh }: Places,
  shell: Shell,
): Promise<void> {
  const runfiles = findRunfiles(shell)
  const prefix = directory.slice(1) as ImagePath
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'rt-venv-'))
  using unpacked = await UnpackedWheels.unpack({
    files: request.wheels.map(runfiles.locate),
    environment: { prefix, version: request.version },
    bytecode: undefined,
    spool: join(scratch.path, 'wheels'),
    workers: 0,
    signal: shell.signal,
  })
  writeInstalled(unpacked.files, prefix, fresh)
}

/** Absolute path of this machine's Python of a version. */
async function findPython(version: string, shell: Shell): Promise<string> {
  const code =
    'import os, sys; print("%d.%d" % sys.version_info[:2], os.path.realpath(sys.executable))'
  const { env, signal } = shell
  for (const name of [`python${version}`, 'python3', 'python']) {
    const outcome = await runCommand(name, ['-I', '-c', code], { env, signal })
    if (outcome.kind !== 'exited' || outcome.code !== 0) continue
    const [found, ...path] = outcome.stdout.trim().split(' ')
    if (found === version) return path.join(' ')
  }
  throw new ExpectedFailure({ topic: 'python', reason: 'no-python', version })
}
