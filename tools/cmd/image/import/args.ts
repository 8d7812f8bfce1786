import { Command } from 'commander'
import { unpackImage } from '../../../node/tarball/unpack_image.ts'
import type { CommandFactory } from '../../command_factory.ts'

/** What `rt image import` is asked to do. Paths are relative to the execution root. */
interface ImportRequest {
  /** The tar. */
  readonly archive: string
  /** Directory of the layout to write. */
  readonly out: string
}

/** Defines `rt image import`. */
export const importImageCommand: CommandFactory = () =>
  new Command('import')
    .description('Makes an OCI layout directory of an image in a tar: OCI archive or docker save')
    .requiredOption('--archive <file>', 'the tar')
    .requiredOption('--out <dir>', 'OCI layout directory to write')
    .action(async ({ archive, out }: ImportRequest) => {
      await unpackImage(archive, out)
    })
