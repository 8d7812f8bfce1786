import type { PythonCommand } from './python_command.ts'
import { PythonRunner } from './runner.ts'

/** How files are compiled for an image. */
export interface Bytecode {
  readonly python: CompilingPython
  /** Path of `compile_bytecode.py`. */
  readonly driver: string
  /** What that Python must be: the version of the image's, as far as it is known. */
  readonly version: string
}

/** The Python that compiles: that of another system, by the root of its files, or one of this machine. */
export type CompilingPython = { readonly root: string } | { readonly program: string }

/**
 * Makes a Python ready to be started.
 *
 * @param stack what it needs is removed with this
 * @throws ExpectedFailure when the root has none
 */
export function startable(python: CompilingPython, stack: DisposableStack): PythonCommand {
  if ('root' in python) return stack.use(new PythonRunner(python))
  return { program: python.program, arguments: [], env: {} }
}
