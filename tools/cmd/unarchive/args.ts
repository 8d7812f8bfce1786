import { Command } from 'commander'
import { unpackImage } from '../../node/tarball/unpack_image.ts'
import type { CommandFactory } from '../program.ts'

/** What `rt unarchive` is asked to do. Paths are relative to the execution root. */
interface UnarchiveRequest {
  /** The tar. */
  readonly archive: string
  /** Directory of the layout to write. */
  readonly out: string
}

/** Defines `rt unarchive`. */
export const unarchiveCommand: CommandFactory = () =>
  new Command('unarchive')
    .description('Makes an OCI layout directory of an image in a tar: OCI archive or docker save')
    .requiredOption('--archive <file>', 'the tar')
    .requiredOption('--out <dir>', 'OCI layout directory to write')
    .action(async ({ archive, out }: UnarchiveRequest) => {
      await unpackImage(archive, out)
    })
