import { ZSTD_LAYERS } from '../../../core/oci/plain_layers.ts'
import { TARBALL_FORMATS } from '../../../core/tarball/plan.ts'
import { collect, oneOf, platformOption } from '../../option_values.ts'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { LayoutRequest } from './run.ts'
import { exportImage } from './run.ts'

interface Options {
  readonly format: string
  readonly out: string
  readonly image: string
  readonly layers?: readonly string[]
  readonly tag?: readonly string[]
  readonly tagsFile?: string
  readonly platform?: string
  readonly zstd: string
}

/** Defines `rt image export`. */
export const exportImageCommand: CommandFactory = (shell) =>
  new LongCommand('export')
    .description('Writes an image out whole, as an OCI layout directory or as a tar')
    .requiredOption('--format <form>', TARBALL_FORMATS.join(', '))
    .requiredOption('--out <path>', 'directory or tar to write')
    .requiredOption('--image <dir>', 'OCI layout directory to copy')
    .option('--layers <file>', 'layer set of layers that are not in it (repeatable)', collect)
    .option('--tag <name>', 'name of the image, NAME[:TAG] (repeatable)', collect)
    .option('--tags-file <file>', 'the same, one per line')
    .option('--platform <os/arch>', 'image of an index to use; by default all, or the only one')
    .option('--zstd <how>', 'zstd layers: keep, decompress, or auto (for docker-tar)', 'auto')
    .argument('[entries...]', 'file<TAB>KEY<TAB>PATH lines: where the files of layer sets are')
    .action(async (entries: readonly string[], options: Options) => {
      await exportImage(requestOf(entries, options), shell.signal)
    })

function requestOf(entries: readonly string[], options: Options): LayoutRequest {
  const { format, out, image, layers = [], tag = [], tagsFile, platform, zstd } = options
  return {
    format: oneOf('--format', format, TARBALL_FORMATS),
    out,
    image,
    layers,
    names: tag,
    namesFile: tagsFile,
    platform: platform === undefined ? undefined : platformOption('--platform', platform),
    zstd: oneOf('--zstd', zstd, ZSTD_LAYERS),
    entries,
  }
}
