import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { makeIndex } from './run.ts'
import { collect } from '../../option_values.ts'

interface Options {
  readonly out: string
  readonly digestOut?: string
  readonly image?: readonly string[]
  readonly annotation?: readonly string[]
  readonly annotationsFile?: string
}

/** Defines `rt image index`. */
export const indexCommand: CommandFactory = () =>
  new Command('index')
    .description('Makes an index of images for several platforms; their blobs are linked')
    .requiredOption('--out <dir>', 'OCI layout directory to write')
    .option('--digest-out <file>', 'file to write the digest of the index to')
    .option('--image <dir>', 'OCI layout directory of an image or an index (repeatable)', collect)
    .option('--annotation <NAME=VALUE>', 'annotation of the index (repeatable)', collect)
    .option('--annotations-file <file>', 'the same, one per line')
    .action(async (options: Options) => {
      const { out, digestOut, image = [], annotation = [], annotationsFile } = options
      await makeIndex({ out, digestOut, images: image, annotations: annotation, annotationsFile })
    })
