import type { RunConfig } from '../oci/config.ts'
import type { FoundBinary, ImageTree } from './image_tree.ts'

/** What runtimes search when the image says nothing (containerd's and Docker's default). */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The value of an environment variable of an image. */
export function variableOf({ env }: RunConfig, name: string): string | undefined {
  const start = `${name}=`
  return env.findLast((entry) => entry.startsWith(start))?.slice(start.length)
}

/** The directories of LD_LIBRARY_PATH; an empty element is the working directory. */
export function libraryPathOf(run: RunConfig): readonly string[] {
  const value = variableOf(run, 'LD_LIBRARY_PATH') ?? ''
  if (value === '') return []
  return value.split(/[:;]/).map((directory) => absolute(directory, run))
}

/**
 * Finds the programs that a container of an image starts with: the first word of its command line, and every
 * further word that is the path of a program, as behind an init or a shell. Scripts are not among them:
 * {@link followScript} knows these.
 */
export function startedPrograms(tree: ImageTree, run: RunConfig): readonly FoundBinary[] {
  const [command, ...others] = commandLineOf(run)
  if (command === undefined) return []
  const path = pathsOfCommand(command, run).find((each) => tree.has(each))
  const first = path === undefined ? undefined : tree.find(path)
  const rest = others
    .filter((word) => word.includes('/'))
    .map((word) => tree.find(absolute(word, run)))
  return [first, ...rest].filter((found) => found !== undefined)
}

/** The first word of the command line of a container. */
export function startedCommand(run: RunConfig): string | undefined {
  return commandLineOf(run)[0]
}

function commandLineOf({ entrypoint = [], cmd = [] }: RunConfig): readonly string[] {
  return [...entrypoint, ...cmd]
}

/** The directories where a container looks for programs. */
export function searchPathOf(run: RunConfig): string {
  return variableOf(run, 'PATH') ?? DEFAULT_PATH
}

/** The paths that a command may be at, in the order that a container looks at them. */
export function pathsOfCommand(
  command: string,
  run: RunConfig,
  how: 'as a path' | 'as a command' = 'as a command',
): readonly string[] {
  if (how === 'as a path' || command.includes('/')) return [absolute(command, run)]
  const directories = searchPathOf(run).split(':')
  return directories.map((directory) => `${absolute(directory, run)}/${command}`)
}

function absolute(path: string, { workingDir = '/' }: RunConfig): string {
  return path.startsWith('/') ? path : `${workingDir}/${path}`
}
