import { Command, CommanderError } from 'commander'
import { parseArgumentLines } from '../core/arguments/lines.ts'
import { collect, count } from './option_values.ts'
import { addForRules } from './rule_options.ts'
import type { GivenPush } from './given_push.ts'

/** Adds the options of a push that are about the one image. */
export function addImageOptions(command: Command): Command {
  return command
    .option('-r, --repository <repository>', 'where to: HOST[:PORT]/NAME; the last one counts')
    .option('-t, --tag <tag>', 'tag to set, besides those of the target (repeatable)', collect)
    .option(
      '--platform-tag <template>',
      'tag for each image of an index, as in "{tag}-{platform}" (repeatable)',
      collect,
    )
}

/** Adds the options that say how images are sent. */
export function addSendingOptions(command: Command): Command {
  return command
    .option('--dry-run', 'only report what would be sent')
    .option('--mount-from <repository>', 'may already have layers (repeatable)', collect)
    .option('--chunk-size <bytes>', 'send blobs in chunks of this size', count('--chunk-size'))
}

/** Adds what only rules write; all files are named by their runfiles keys. */
export function addRuleOptions(command: Command): Command {
  return addForRules(command, (it) =>
    it
      .option('--image <key>', 'layout directory')
      .option('--layers <key>', 'layer set (repeatable)', collect)
      .option('--repository-file <key>', 'file with the repository')
      .option('--remote-tag <tag>', 'tag of the target (repeatable)', collect)
      .option('--remote-tags-file <key>', 'file with one tag a line'),
  )
}

/** What a target of oci_push always passes. */
export interface TargetPush extends GivenPush {
  /** Who speaks, such as `oci_push //mnist:push`. */
  readonly context: string
}

/** Reads the argument file of a target of oci_push: the key of the program, the command, and its options. */
export function parsePushFile(text: string): TargetPush {
  const [, ...words] = parseArgumentLines(text)
  const command = new Command('push').requiredOption('--context <who>', 'who speaks').exitOverride()
  command.configureOutput({ outputError: () => undefined })
  addRuleOptions(addImageOptions(command))
  try {
    return command.parse(words.slice(1), { from: 'user' }).opts<TargetPush>()
  } catch (error) {
    // The rule wrote it.
    if (error instanceof CommanderError) throw new Error(error.message, { cause: error })
    throw error
  }
}
