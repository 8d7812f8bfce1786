import { ExpectedFailure } from '../core/failure.ts'
import { runCommand } from './command.ts'
import type { Shell } from './shell.ts'

/** Bazel in a workspace. */
export interface Bazel {
  readonly program: string
  readonly workspace: string
  /** Whether what it tells people is passed on. */
  readonly quiet: boolean
}

/**
 * Builds targets that can be run, as `bazel build` does.
 *
 * @returns the absolute path of the program of each target, by the name of the target
 * @throws ExpectedFailure when there is no Bazel, or it fails
 */
export async function buildPrograms(
  bazel: Bazel,
  labels: readonly string[],
  jobs: number,
  shell: Shell,
): Promise<ReadonlyMap<string, string>> {
  await ask(bazel, ['build', `--jobs=${jobs}`, ...labels], shell)
  const root = await ask(bazel, ['info', 'execution_root'], shell)
  const expression = 'target.label.name + "\\t" + target.files_to_run.executable.path'
  const lines = await ask(
    bazel,
    ['cquery', '--output=starlark', `--starlark:expr=${expression}`, labels.join(' + ')],
    shell,
  )
  return new Map(
    lines.split('\n').flatMap((line) => {
      const [name = '', path] = line.split('\t')
      return path === undefined ? [] : [[name, `${root.trim()}/${path}`] as const]
    }),
  )
}

async function ask(
  { program, workspace, quiet }: Bazel,
  args: readonly string[],
  { env, signal, stderr }: Shell,
): Promise<string> {
  const streams = quiet ? {} : { stderr }
  const outcome = await runCommand(program, args, { env, signal, directory: workspace, ...streams })
  if (outcome.kind === 'exited' && outcome.code === 0) return outcome.stdout
  const isFound = outcome.kind === 'exited'
  if (isFound && quiet) stderr.write(outcome.stderr)
  throw new ExpectedFailure({
    topic: 'manager',
    reason: 'build-failed',
    command: isFound ? `${program} ${args[0] ?? ''}` : program,
    code: isFound ? outcome.code : undefined,
  })
}
