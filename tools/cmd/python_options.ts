import type { Command } from 'commander'
import { parseImagePath } from '../core/entries/image_path.ts'
import type { Codec } from '../core/layer/codec.ts'
import { chooseCodec } from '../core/layer/tar_options.ts'
import type { Environment } from '../core/python/environment.ts'
import type { PythonTarget } from '../core/python/wheel_tags.ts'
import type { Bytecode } from '../node/python/bytecode.ts'
import { accept, invalidValue, oneOf } from './option_values.ts'

/** Options of commands that install into a virtual environment of an image. */
export interface PythonOptions {
  readonly prefix: string
  readonly pythonVersion: string
}

/** Options of commands that compile Python files. */
export interface BytecodeOptions {
  readonly pythonVersion: string
  readonly compiler?: string
  readonly pythonRoot?: string
  readonly python?: string
}

/** Options of commands that compress layers. */
export interface CodecOptions {
  readonly compress: string
  readonly level?: string
}

/** The kernel takes so many bytes of the first line of a script, and cuts it at spaces. */
const MAX_PREFIX = 200

/** @throws ExpectedFailure when the prefix or the version is none */
export function readEnvironment({ prefix, pythonVersion }: PythonOptions): Environment {
  const path = parseImagePath(prefix)
  if (!path.ok || path.value === '' || /\s/.test(prefix) || prefix.length > MAX_PREFIX)
    throw invalidValue(
      'prefix',
      prefix,
      `a path below the root without spaces, of at most ${MAX_PREFIX} bytes`,
    )
  return { prefix: path.value, version: readVersion(pythonVersion) }
}

/**
 * The first two numbers of a version.
 *
 * @throws ExpectedFailure when it is none of Python 3
 */
export function readVersion(pythonVersion: string): string {
  const version = /^(3\.\d+)(\.\d+)?$/.exec(pythonVersion)?.[1]
  if (version === undefined) throw invalidValue('python_version', pythonVersion, '3.11, or 3.11.2')
  return version
}

/** The Python of an image, as far as it decides which wheels work. */
export function readTarget(
  { version }: Pick<Environment, 'version'>,
  platform: Omit<PythonTarget, 'minor'>,
): PythonTarget {
  return { minor: Number(version.split('.')[1]), ...platform }
}

/** Adds the options that say what compiles Python files; `--python-version` is the command's own. */
export function addBytecodeOptions<T extends Command>(command: T): T {
  return command
    .option('--compiler <file>', 'program that compiles; without it there are no compiled files')
    .option('--python-root <directory>', 'root file system with the Python that compiles')
    .option('--python <path>', 'in its place, a Python of this machine')
}

/** How files are compiled; undefined where they are not. */
export function readBytecode(options: BytecodeOptions): Bytecode | undefined {
  const { compiler, python, pythonRoot, pythonVersion: version } = options
  if (compiler === undefined) return undefined
  if (pythonRoot !== undefined) return { driver: compiler, python: { root: pythonRoot }, version }
  return python === undefined
    ? undefined
    : { driver: compiler, python: { program: python }, version }
}

/** @throws ExpectedFailure when there is no such compression or level */
export function readCodec({ compress, level }: CodecOptions): Codec {
  const compression = oneOf('compress', compress, ['none', 'gzip', 'zstd'])
  return accept(chooseCodec({ compression, level, args: [] }))
}

/** People should know why their containers start slowly. */
export function withoutBytecode(context: string): string {
  return `${context}: Python files are not compiled, because the interpreter has no runner; bytecode = False keeps this quiet\n`
}
