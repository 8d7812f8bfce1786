import type { Command } from 'commander'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { makeImage } from './run.ts'
import type { ImageOptions } from './settings.ts'
import { collect, readCount } from '../../option_values.ts'

/** Where files are, and the settings beside them. */
interface Options extends ImageOptions {
  readonly out: string
  readonly digestOut?: string
  readonly base?: string
  readonly baseLayers?: readonly string[]
  readonly layers?: readonly string[]
  readonly allowForeignBinary?: readonly string[]
}

/** Defines `rt image build`. */
export const buildImageCommand: CommandFactory = () => {
  const command = new LongCommand('build')
    .description('Makes an image of a base, layers and settings; layers are linked, not read')
    .requiredOption('--out <dir>', 'OCI layout directory to write')
    .option('--digest-out <file>', 'file to write the digest of the manifest to')
    .option('--base <dir>', 'OCI layout directory to build on; none for an empty base')
    .option('--base-layers <file>', 'layer set of the base (repeatable)', collect)
    .option('--layers <file>', 'layer set to put on top, bottom first (repeatable)', collect)
    .option('--allow-foreign-binary <glob>', 'programs of other platforms (repeatable)', collect)
    .argument('[entries...]', 'file<TAB>KEY<TAB>PATH lines: where the files of layer sets are')
  addSettings(command)
  return command.action(async (entries: readonly string[], parsed: Options) => {
    const { out, digestOut, base, baseLayers = [], layers = [], ...others } = parsed
    const { allowForeignBinary: allowForeignBinaries = [], ...options } = others
    const paths = { out, digestOut, base, baseLayers, layers }
    await makeImage({ ...paths, allowForeignBinaries, options, entries })
  })
}

function addSettings(command: Command): void {
  command
    .option('--os <name>', 'operating system, as in "linux"')
    .option('--architecture <name>', 'CPU, as in "amd64"')
    .option('--variant <name>', 'variant of the CPU, as in "v8"')
    .option('--entrypoint <arg>', 'program and first arguments (repeatable)', collect)
    .option('--entrypoint-file <file>', 'the same, one per line')
    .option('--clear-entrypoint', "drop the base's entrypoint and cmd")
    .option('--cmd <arg>', 'default arguments (repeatable)', collect)
    .option('--cmd-file <file>', 'the same, one per line')
    .option('--clear-cmd', "drop the base's cmd")
    .option('--search-path <NAME=DIR>', 'directory to put before those of a variable', collect)
    .option('--default-env <NAME=VALUE>', 'environment that --env and --env-file replace', collect)
    .option('--env <NAME=VALUE>', 'environment; $NAME and ${NAME} are expanded', collect)
    .option('--env-file <file>', 'the same, one per line')
    .option('--label <NAME=VALUE>', 'label of the config (repeatable)', collect)
    .option('--labels-file <file>', 'the same, one per line')
    .option('--annotation <NAME=VALUE>', 'annotation of the manifest (repeatable)', collect)
    .option('--annotations-file <file>', 'the same, one per line')
    .option('--user <user>', 'user, or user:group')
    .option('--workdir <path>', 'working directory')
    .option('--exposed-port <port>', 'PORT, PORT/tcp or PORT/udp (repeatable)', collect)
    .option('--exposed-ports-file <file>', 'the same, between commas or line breaks')
    .option('--volume <path>', 'directory for data (repeatable)', collect)
    .option('--volumes-file <file>', 'the same, between commas or line breaks')
    .option('--stop-signal <signal>', 'signal that stops the container, as in "SIGTERM"')
    .option('--created-file <file>', 'file with the creation time (RFC 3339); by default 1970')
    .option('--max-layer-size <bytes>', 'refuse layers over the base that are larger', maxLayerSize)
}

function maxLayerSize(value: string): number {
  return readCount('max_layer_size', value, 0)
}
