import type { LayerScript } from '../binary/layer_binaries.ts'
import type { RunConfig } from '../oci/config.ts'
import { readEnvLine } from './env_line.ts'
import type { FoundBinary, FoundScript, ImageTree } from './image_tree.ts'
import { pathsOfCommand, searchPathOf, startedCommand } from './programs.ts'

/** What the first line of a script asks for, and the image has not. */
export interface MissingInterpreter {
  /** Path of the script. */
  readonly script: string
  /** Its first line. */
  readonly line: string
  /** The path of the interpreter, or the name that `env` looks for. */
  readonly name: string
  /** The directories where `env` looks for it; undefined for an interpreter that is named by its path. */
  readonly searched?: string
  /** Where a link leads that is at the path, and to nothing. */
  readonly target?: string
  /** Where a file of that name is. */
  readonly elsewhere: readonly string[]
}

/** What starting a script comes to. */
export interface ScriptReport {
  /** The programs that run it, as far as they are there: their libraries must be there, too. */
  readonly programs: readonly FoundBinary[]
  /** At most one: nothing is known of what comes after. */
  readonly missing: readonly MissingInterpreter[]
}

/** Scripts may be the interpreters of scripts; a container runs no longer chain of them than this. */
const MAX_SCRIPTS = 8

/**
 * Follows what a container of an image starts, where that is a script: its interpreter as Linux finds it, the program
 * that `env` finds, and so on where these are scripts themselves. Only the first word of the command line is looked
 * at: what a program does with the files it is given, nobody but the program knows.
 */
export function followScript(tree: ImageTree, run: RunConfig): ScriptReport {
  const command = startedCommand(run)
  const programs: FoundBinary[] = []
  let script = command === undefined ? undefined : findScript(tree, pathsOfCommand(command, run))
  for (let count = 0; script !== undefined && count < MAX_SCRIPTS; count++) {
    const step = interpret(tree, run, script)
    if ('missing' in step) return { programs, missing: [step.missing] }
    programs.push(...step.programs)
    script = step.script
  }
  return { programs, missing: [] }
}

/** The script that is started, where the first file of these paths is one. */
function findScript(tree: ImageTree, paths: readonly string[]): FoundScript | undefined {
  const path = paths.find((each) => tree.has(each))
  return path === undefined ? undefined : tree.findScript(path)
}

type Step =
  | { readonly missing: MissingInterpreter }
  | { readonly programs: readonly FoundBinary[]; readonly script: FoundScript | undefined }

function interpret(tree: ImageTree, run: RunConfig, { realPath, script }: FoundScript): Step {
  const about = { script: realPath, line: lineOf(script) }
  const { interpreter, argument } = script
  const [path = ''] = pathsOfCommand(interpreter, run, 'as a path')
  if (!tree.has(path)) return { missing: { ...about, ...lost(tree, interpreter, path) } }
  const programs = [tree.find(path)].filter((found) => found !== undefined)
  const name = nameOf(interpreter) === 'env' ? readEnvLine(argument) : undefined
  if (name === undefined) return { programs, script: tree.findScript(path) }
  const searched = pathsOfCommand(name, run)
  const found = searched.find((each) => tree.has(each))
  if (found === undefined) {
    const where = name.includes('/') ? {} : { searched: searchPathOf(run) }
    return { missing: { ...about, ...lost(tree, name, searched[0] ?? ''), ...where } }
  }
  const other = tree.find(found)
  return {
    programs: other === undefined ? programs : [...programs, other],
    script: tree.findScript(found),
  }
}

function lost(
  tree: ImageTree,
  name: string,
  path: string,
): Pick<MissingInterpreter, 'name' | 'target' | 'elsewhere'> {
  const own = path
    .split('/')
    .filter((part) => part !== '')
    .join('/')
  const target = tree.leadsTo(path)
  const isLink = target !== undefined && tree.named(nameOf(path)).includes(own)
  const elsewhere = tree.named(nameOf(name)).filter((other) => tree.has(other))
  return { name, ...(isLink ? { target } : {}), elsewhere }
}

function lineOf({ interpreter, argument }: LayerScript): string {
  return `#!${interpreter}${argument === undefined ? '' : ` ${argument}`}`
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
