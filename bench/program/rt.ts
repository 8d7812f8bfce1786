import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { escapeLine } from '../../tools/core/arguments/lines.ts'
import { CHECKOUT } from '../../tools/dev/places.ts'
import type { Command } from '../measure/command.ts'
import { measure } from '../measure/command.ts'
import { bundle } from './bundle.ts'

const START = join(CHECKOUT, 'tools/start')

/** rt as its users have it: bundled, on the pinned Node. */
export interface RtProgram {
  /** The file that starts it. */
  readonly bundle: string
  /** A command line of rt. */
  command(args: readonly string[], options?: Omit<Command, 'argv'>): Command
  /** The same with the arguments in a file, as Bazel writes them for actions. */
  action(file: string, args: readonly string[], options?: Omit<Command, 'argv'>): Command
}

/** Builds rt in a folder as tools/BUILD.bazel does: bundled, and with what V8 has compiled of it. */
export async function bundleRt(folder: string): Promise<RtProgram> {
  const plain = join(folder, 'rt_bundle.cjs')
  await bundle('tools/cmd/main.ts', plain)
  const builder = ['--random-seed=1', join(START, 'build_start.mjs'), join(START, 'start.cjs')]
  await measure({ argv: [process.execPath, ...builder, plain, folder] })
  const start = join(folder, 'rt.cjs')
  const command: RtProgram['command'] = (args, options) => ({
    ...options,
    argv: [process.execPath, start, ...args],
  })
  return {
    bundle: start,
    command,
    action: (file, args, options) => {
      const first = args.findIndex((argument) => argument.startsWith('-'))
      const [words, rest] = [args.slice(0, first), args.slice(first)]
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, rest.map((argument) => `${escapeLine(argument)}\n`).join(''))
      return command([...words, `@${file}`], options)
    },
  }
}
