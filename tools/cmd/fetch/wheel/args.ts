import { collect, invalidValue } from '../../option_values.ts'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { WheelRequest } from './run.ts'
import { fetchWheel } from './run.ts'

interface Options {
  readonly name: string
  readonly version: string
  readonly sha256: readonly string[]
  readonly file?: string
  readonly out?: string
  readonly address?: string
  readonly into?: string
  readonly architecture?: string
  readonly python?: string
  readonly glibc?: string
  readonly lockTarget?: string
}

/** Defines `rt fetch wheel`. */
export const fetchWheelCommand: CommandFactory = (shell) =>
  new LongCommand('wheel')
    .description("Fetches a wheel as the machine's own pip would and checks its hash")
    .requiredOption('--name <name>', 'name of the package')
    .requiredOption('--version <version>', 'its version')
    .requiredOption('--sha256 <hex>', 'hash of the file (with --into, repeatable)', collect)
    .option('--file <name>', 'file name of the wheel, which says where it works')
    .option('--out <file>', 'where the wheel goes')
    .option(
      '--address <url>',
      'address of the wheel; without it, or if it fails, pip finds the wheel',
    )
    .option('--into <folder>', 'instead of --file and --out: where it goes under its own name')
    .option('--architecture <name>', 'with --into: amd64 or arm64')
    .option('--python <version>', 'with --into: version of Python, such as 3.11')
    .option('--glibc <version>', 'with --into: the newest glibc that it may need')
    .option('--lock-target <label>', 'what makes the lock, for error messages')
    .action(async (options: Options) => {
      await fetchWheel(requestOf(options), shell)
    })

function requestOf(options: Options): WheelRequest {
  const { name, version, sha256, file, out, into, lockTarget } = options
  const { address, architecture, python, glibc } = options
  const [first = '', ...others] = sha256
  if (file !== undefined && out !== undefined && others.length === 0)
    return {
      wheel: { name, version, file, sha256: first },
      ...(address !== undefined && { address }),
      ...{ out, lockTarget },
    }
  if (into === undefined || architecture === undefined || python === undefined)
    throw invalidValue(
      'file',
      file ?? '',
      '--file with --out, or --into with --architecture and --python',
    )
  const wanted = { name, version, architecture, python, hashes: sha256 }
  return { wanted: { ...wanted, ...(glibc !== undefined && { glibc }) }, into, lockTarget }
}
