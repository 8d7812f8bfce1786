import { resolve } from 'node:path'
import { Command } from 'commander'
import { readTextFile } from '../../node/layer/text_file.ts'
import type { Runfiles } from '../../node/runfiles.ts'
import { findRunfiles } from '../../node/runfiles.ts'
import type { Shell } from '../../node/shell.ts'
import type { CommandFactory } from '../command_factory.ts'
import { collect, invalidValue } from '../option_values.ts'
import type { PushAllFlags } from '../push_images.ts'
import { addRegistryOptions, addReportOptions } from '../registry_options.ts'
import { pushAll } from './all_run.ts'
import { linesOf } from '../given_push.ts'
import type { TargetPush } from '../push_options.ts'
import { addSendingOptions, parsePushFile } from '../push_options.ts'

const EXAMPLES = `
A list has an image a line: LAYOUT REFERENCE [TAG...], as in
  mnist            ghcr.io/org/mnist:v1 latest
  oci:bases:debian ghcr.io/org/bases:debian

Examples:
  rt push-all images.txt
  bazel run //:push_all -- --registry registry.example.com --registry backup.example.com --tag v1

Blobs are sent first, then manifests, and last all tags: whatever happens, no tag points at something incomplete,
and the same command goes on.`

const LIST = 'a file with an image a line: LAYOUT HOST/NAME:TAG [TAG...]'

/** What only this command has. */
interface Flags extends PushAllFlags {
  readonly push?: readonly string[]
  readonly tag?: readonly string[]
  readonly registry?: readonly string[]
  readonly mountFrom?: readonly string[]
}

/** Defines `rt push-all`. */
export const pushAllCommand: CommandFactory = (shell) => {
  const command = new Command('push-all')
    .description(
      'Pushes any number of images to any number of registries; prints their digest references',
    )
    .argument('[list]', 'file that lists images and where they go')
    .option('-t, --tag <tag>', 'tag to set for every image, besides its own (repeatable)', collect)
    .option(
      '--registry <host>',
      'HOST[:PORT] to push to instead of those of the images (repeatable: to each of them)',
      collect,
    )
  addReportOptions(addRegistryOptions(addSendingOptions(command), 'these registries'))
  return command
    .option('--push <key>', 'arguments of an oci_push, under bazel run (repeatable)', collect)
    .addHelpText('after', EXAMPLES)
    .action(async (list: string | undefined, flags: Flags) => {
      const { push = [], tag = [], registry = [], mountFrom = [] } = flags
      const runfiles = findRunfiles(shell)
      const pushes = list === undefined ? readTargets(push, runfiles) : readList(list, push, shell)
      await pushAll(shell, { pushes, tags: tag, registries: registry, mountFrom, flags })
    })
}

function readTargets(keys: readonly string[], { locate }: Runfiles): readonly TargetPush[] {
  if (keys.length > 0) return keys.map((key) => parsePushFile(readTextFile(locate(key))))
  throw invalidValue('LIST', '', LIST)
}

/** Reads the images that a person lists. */
function readList(
  list: string,
  targets: readonly string[],
  { workingDirectory, context }: Shell,
): readonly TargetPush[] {
  if (targets.length > 0) {
    throw invalidValue('LIST', list, 'nothing: the target says what is pushed, and where to')
  }
  const lines = linesOf(readTextFile(resolve(workingDirectory, list)))
  if (lines.length === 0) throw invalidValue('LIST', list, LIST)
  return lines.map((line) => {
    const [layout = '', reference, ...tag] = line.split(/\s+/)
    if (reference === undefined) {
      throw invalidValue(`a line of ${list}`, line, 'LAYOUT HOST/NAME[:TAG] [TAG...]')
    }
    return { layout, reference, tag, context }
  })
}
