import { Command } from 'commander'
import { ExpectedFailure } from '../../core/failure.ts'
import type { CommandFactory } from '../command_factory.ts'
import { addRegistryOptions, addReportOptions } from '../registry_options.ts'
import type { PushArguments } from './run.ts'
import { pushImage } from './run.ts'
import { addImageOptions, addRuleOptions, addSendingOptions } from '../push_options.ts'

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
  addSendingOptions(addImageOptions(command))
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
