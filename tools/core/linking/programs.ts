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
 * further word that is the path of a program, as behind an init or a shell. Scripts are not among them.
 */
export function startedPrograms(tree: ImageTree, run: RunConfig): readonly FoundBinary[] {
  const [command, ...others] = [...(run.entrypoint ?? []), ...(run.cmd ?? [])]
  if (command === undefined) return []
  const paths = command.includes('/') ? [absolute(command, run)] : searched(command, run)
  const first = paths.map((path) => tree.find(path)).find((found) => found !== undefined)
  const rest = others
    .filter((word) => word.includes('/'))
    .map((word) => tree.find(absolute(word, run)))
  return [first, ...rest].filter((found) => found !== undefined)
}

function searched(command: string, run: RunConfig): readonly string[] {
  const path = variableOf(run, 'PATH') ?? DEFAULT_PATH
  return path.split(':').map((directory) => `${absolute(directory, run)}/${command}`)
}

function absolute(path: string, { workingDir = '/' }: RunConfig): string {
  return path.startsWith('/') ? path : `${workingDir}/${path}`
}
