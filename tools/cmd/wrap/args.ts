import { Command } from 'commander'
import type { CommandFactory } from '../program.ts'
import { wrapImage } from './run.ts'

/** What `rt wrap` is asked to do. Paths are relative to the execution root. */
export interface WrapRequest {
  /** Directory of the layout to write. */
  readonly out: string
  /** File for the digest of the manifest. */
  readonly digestOut: string
  readonly manifest: string
  /** Media type of the manifest. */
  readonly mediaType: string
  readonly config: string
}

/** Defines `rt wrap`. */
export const wrapCommand: CommandFactory = () =>
  new Command('wrap')
    .description(
      'Makes an OCI layout directory of a manifest and a config; its layers are elsewhere',
    )
    .requiredOption('--out <dir>', 'OCI layout directory to write')
    .requiredOption('--digest-out <file>', 'file to write the digest of the manifest to')
    .requiredOption('--manifest <file>', 'the manifest')
    .requiredOption('--media-type <type>', 'media type of the manifest')
    .requiredOption('--config <file>', 'the config')
    .action(async (request: WrapRequest) => {
      await wrapImage(request)
    })
