import { Command } from 'commander'
import { ExpectedFailure } from '../../core/failure.ts'
import type { CommandFactory } from '../command_factory.ts'
import { addRegistryOptions, addReportOptions } from '../registry_options.ts'
import type { PushArguments } from './run.ts'
import { pushImage } from './run.ts'
import { collect, count } from '../option_values.ts'

const EXAMPLES = `
Examples:
  rt push mnist ghcr.io/org/mnist:latest
  rt push oci:layout:v1 ghcr.io/org/mnist:v1
  bazel run //mnist:push -- --repository ghcr.io/org/mnist --tag v1

Credentials come from $REGISTRY_AUTH_FILE, $DOCKER_CONFIG/config.json, ~/.docker/config.json and
containers/auth.json, and from the credential helpers named there.
Registries on this machine (127.0.0.1, [::1], localhost) may speak plain HTTP; others need --insecure.`

/** Defines `rt push`. */
export const pushCommand: CommandFactory = (shell) => {
  const command = new Command('push')
    .description('Pushes an image or an index to a registry; prints its digest reference')
    .argument('[layout]', 'OCI layout directory, or oci:DIR:NAME for one of its images')
    .argument('[reference]', 'where to: HOST[:PORT]/NAME[:TAG]')
    .option('-r, --repository <repository>', 'where to: HOST[:PORT]/NAME; the last one counts')
    .option('-t, --tag <tag>', 'tag to set, besides those of the target (repeatable)', collect)
    .option(
      '--platform-tag <template>',
      'tag for each image of an index, as in "{tag}-{platform}" (repeatable)',
      collect,
    )
    .option('--dry-run', 'only look, and say what would be sent')
    .option('--mount-from <repository>', 'may hold layers already (repeatable)', collect)
    .option('--chunk-size <bytes>', 'send blobs in chunks of this size', count('--chunk-size'))
  addReportOptions(addRegistryOptions(command))
  return addRuleOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (layout: string | undefined, reference: string | undefined, flags: PushFlags) => {
      const operands = {
        ...(layout === undefined ? {} : { layout }),
        ...(reference === undefined ? {} : { reference }),
      }
      if (flags.image !== undefined && layout !== undefined) throw strayWord(layout)
      await pushImage(shell, { ...flags, ...operands })
    })
}

/** The target says which image it is; a word that follows would be ignored. */
function strayWord(word: string): ExpectedFailure {
  const problem = `"${word}" is not expected: the target says what is pushed`
  const meant = `--tag ${word}`
  return new ExpectedFailure({ topic: 'argument', reason: 'command-line', problem, meant })
}

type PushFlags = Omit<PushArguments, 'layout' | 'reference'>

/** What only rules write; all files are named by their runfiles keys. */
function addRuleOptions(command: Command): Command {
  return command
    .option('--image <key>', 'layout directory, under bazel run')
    .option('--layers <key>', 'layer set, under bazel run (repeatable)', collect)
    .option('--repository-file <key>', 'file with the repository, under bazel run')
    .option('--remote-tag <tag>', 'tag of the target (repeatable)', collect)
    .option('--remote-tags-file <key>', 'file with one tag a line, under bazel run')
}
