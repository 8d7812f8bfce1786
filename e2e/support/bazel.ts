import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { CommandOptions, Finished } from '../../tools/dev/command.ts'
import { run } from '../../tools/dev/command.ts'
import { CHECKOUT } from '../../tools/dev/places.ts'

const BAZEL = join(CHECKOUT, 'tools/dev/bazel')

/** Runs Bazel in a workspace, as people do. Never throws for its exit status. */
export function bazel(
  workspace: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return run(BAZEL, quietly(args), { ...options, cwd: workspace })
}

/** Builds targets; a failure fails the test with what Bazel said. */
export async function build(workspace: string, ...args: readonly string[]): Promise<void> {
  const finished = await bazel(workspace, ['build', ...args])
  assert.equal(finished.status, 0, finished.stderr)
}

/** Where the files of a built target are: absolute paths. `args` are as for the build. */
export async function outputs(
  workspace: string,
  target: string,
  ...args: readonly string[]
): Promise<readonly string[]> {
  const root = await query(workspace, ['info', 'execution_root'])
  const files = await query(workspace, ['cquery', '--output=files', ...args, target])
  return files.map((path) => join(root.join(), path))
}

/** Where the one file of a built target is whose path ends so. */
export async function output(
  workspace: string,
  target: string,
  end: string,
  ...args: readonly string[]
): Promise<string> {
  const files = await outputs(workspace, target, ...args)
  const [file, ...others] = files.filter((path) => path.endsWith(end))
  assert.ok(file !== undefined && others.length === 0, `${end} of ${files.join()}`)
  return file
}

/** The lines that a command of Bazel answers. */
async function query(workspace: string, args: readonly string[]): Promise<readonly string[]> {
  const finished = await bazel(workspace, args)
  assert.equal(finished.status, 0, finished.stderr)
  return finished.stdout.split('\n').filter((line) => line !== '')
}

/** The path of an executable target: `//mnist:push`, or `//mnist` for `//mnist:mnist`. */
export function executable(workspace: string, label: string): string {
  const [folder = '', name = folder] = label.replace('//', '').split(':')
  return join(workspace, 'bazel-bin', folder, name)
}

/** Puts options for readable logs behind the command. */
function quietly(args: readonly string[]): readonly string[] {
  const command = args.findIndex((argument) => !argument.startsWith('-')) + 1
  const quiet = ['--color=no', '--curses=no', '--noshow_progress']
  return args.toSpliced(command, 0, ...quiet)
}
