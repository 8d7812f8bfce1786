import { resolve } from 'node:path'
import { runToEnd } from '../../../node/python/run_to_end.ts'
import { PythonRunner } from '../../../node/python/runner.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt python run` is asked to do. */
export interface PythonRunRequest {
  /** Root of the file system that has Python. */
  readonly root: string
  /** Directories with packages. */
  readonly sites: readonly string[]
  readonly program: { readonly module: string } | { readonly script: string }
  readonly arguments: readonly string[]
  readonly env: readonly (readonly [string, string])[]
  /** Variables with a path, which is relative to the current directory. */
  readonly pathEnv: readonly (readonly [string, string])[]
  /** Gets what is written to standard output; nothing of it is kept otherwise. */
  readonly stdout: string | undefined
}

/**
 * Runs it in the current directory, with an environment in which nothing is of this machine.
 *
 * @throws ExpectedFailure when it cannot start or ends with anything but 0: what it said is part of the failure
 */
export async function runPython(
  request: PythonRunRequest,
  { signal }: Pick<Shell, 'signal'>,
): Promise<void> {
  const { root, sites, program, pathEnv, env, stdout } = request
  using runner = new PythonRunner({ root, sites })
  const paths = pathEnv.map(([key, path]) => [key, resolve(path)] as const)
  const isModule = 'module' in program
  await runToEnd(
    {
      program: runner.program,
      arguments: [
        ...runner.arguments,
        ...(isModule ? ['-m', program.module] : [program.script]),
        ...request.arguments,
      ],
      env: { ...runner.env, ...Object.fromEntries([...env, ...paths]) },
    },
    { what: isModule ? `module ${program.module}` : program.script, stdout, signal },
  )
}
