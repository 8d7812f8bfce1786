import { Command } from 'commander'
import type { CommandFactory } from '../program.ts'
import type { RegistryFlags, ReportFlags } from '../registry_options.ts'
import { addRegistryOptions, addReportOptions, collect, count } from '../registry_options.ts'
import { pushImage } from './run.ts'

/** What `rt push` is asked to do. */
export interface PushArguments extends RegistryFlags, ReportFlags {
  /** Path of a layout directory, where a person names it. */
  readonly layout?: string
  /** Where to push it, as a person writes it. */
  readonly reference?: string
  /** Runfiles key of the layout directory, where a rule names it. */
  readonly image?: string
  /** Runfiles keys of layer sets, each perhaps with a scope. */
  readonly layers?: readonly string[]
  readonly repository?: string
  /** Runfiles key of a file that holds the repository. */
  readonly repositoryFile?: string
  readonly remoteTag?: readonly string[]
  /** Runfiles key of a file with one tag a line. */
  readonly remoteTagsFile?: string
  readonly tag?: readonly string[]
  /** Templates of tags for the images of an index. */
  readonly platformTag?: readonly string[]
  readonly mountFrom?: readonly string[]
  /** Bytes. */
  readonly chunkSize?: number
  readonly dryRun?: boolean
}

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
    .option('--repository <repository>', 'where to: HOST[:PORT]/NAME; the last one counts')
    .option('--tag <tag>', 'tag to set, besides those of the target (repeatable)', collect)
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
      await pushImage(shell, { ...flags, ...operands })
    })
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
