import { Command } from 'commander'
import type { Shell } from '../../node/shell.ts'
import type { CommandFactory } from '../program.ts'
import { inspect } from './run.ts'

/** What `rt inspect` is asked to do. */
export interface InspectRequest {
  /** A layout directory; relative to where the person is. */
  readonly layout: string
  /** Which image of a layout with several: its reference name. */
  readonly reference: string | undefined
  readonly json: boolean
}

interface Options {
  readonly ref?: string
  readonly json?: boolean
}

/** Defines `rt inspect`. */
export const inspectCommand: CommandFactory = (shell: Shell) =>
  new Command('inspect')
    .description('Shows what an image is: platform, settings and layers')
    .argument('<layout>', 'OCI layout directory, such as bazel-bin/pkg/image')
    .option('--ref <name>', 'reference name of the image, where the layout has several')
    .option('--json', 'print JSON')
    .action(async (layout: string, { ref, json = false }: Options) => {
      await inspect({ layout, reference: ref, json }, shell)
    })
