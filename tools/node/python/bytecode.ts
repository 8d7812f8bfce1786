import type { PythonCommand } from './python_command.ts'

/** How files are compiled for an image. */
export interface Bytecode {
  readonly python: PythonCommand
  /** Path of `compile_bytecode.py`. */
  readonly driver: string
  /** What that Python must be: the version of the image's, as far as it is known. */
  readonly version: string
}
