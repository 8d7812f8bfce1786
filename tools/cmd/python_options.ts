import { parseImagePath } from '../core/entries/image_path.ts'
import { ExpectedFailure } from '../core/failure.ts'
import type { Environment } from '../core/python/install_plan.ts'
import type { Bytecode } from '../node/python/unpacked_wheels.ts'

/** Options of commands that install into a virtual environment of an image. */
export interface PythonOptions {
  readonly prefix: string
  readonly pythonVersion: string
  readonly compiler?: string
  readonly pythonRoot?: string
  readonly python?: string
}

/** The kernel takes so many bytes of the first line of a script, and cuts it at spaces. */
const MAX_PREFIX = 200

/** @throws ExpectedFailure when the prefix or the version is none */
export function readEnvironment({ prefix, pythonVersion }: PythonOptions): Environment {
  const path = parseImagePath(prefix)
  if (!path.ok || path.value === '' || /\s/.test(prefix) || prefix.length > MAX_PREFIX)
    return refuse(
      'prefix',
      prefix,
      `a path below the root without spaces, of at most ${MAX_PREFIX} bytes`,
    )
  const version = /^(3\.\d+)(\.\d+)?$/.exec(pythonVersion)?.[1]
  if (version === undefined) return refuse('python_version', pythonVersion, '3.11, or 3.11.2')
  return { prefix: path.value, version }
}

/** How files are compiled; undefined where they are not. */
export function readBytecode(options: PythonOptions): Bytecode | undefined {
  const { compiler, python } = options
  if (compiler === undefined || python === undefined) return undefined
  return {
    driver: compiler,
    python: { program: python, arguments: [], env: {} },
    version: options.pythonVersion,
  }
}

function refuse(option: string, value: string, accepted: string): never {
  throw new ExpectedFailure({ topic: 'argument', reason: 'invalid-value', option, value, accepted })
}
