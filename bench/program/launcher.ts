import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../tools/dev/places.ts'
import type { Command } from '../measure/command.ts'
import { measure } from '../measure/command.ts'
import { bundle } from './bundle.ts'
import type { RtProgram } from './rt.ts'

/** Makes an executable target as `bazel run` starts it: a link to the launcher, and its arguments beside it. */
export async function startByLauncher(
  rt: RtProgram,
  folder: string,
  args: readonly string[],
): Promise<Command> {
  const builder = join(CHECKOUT, 'tools/launcher/build_launcher.mjs')
  const main = join(folder, 'launch_bundle.cjs')
  const launcher = join(folder, 'launcher')
  await bundle('tools/launcher/launch.ts', main)
  await measure({ argv: [process.execPath, builder, main, launcher] })
  const runfiles = join(folder, 'start.runfiles')
  mkdirSync(runfiles)
  symlinkSync(rt.bundle, join(runfiles, 'rt.cjs'))
  symlinkSync(launcher, join(folder, 'start'))
  writeFileSync(join(folder, 'start.args'), ['rt.cjs', ...args].map((line) => `${line}\n`).join(''))
  return { argv: [join(folder, 'start')] }
}
