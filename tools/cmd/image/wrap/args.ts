import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import type { WrapRequest } from './run.ts'
import { wrapImage } from './run.ts'

/** Defines `rt image wrap`. */
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
