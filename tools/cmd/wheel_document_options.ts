import type { Command } from 'commander'
import { WHEEL_ARCHITECTURES } from '../core/packages/wheel_name.ts'
import type { WheelDocuments } from '../node/packages/read_wanted_wheels.ts'
import { collect, oneOf } from './option_values.ts'

/** Options that say what wheels are wanted. */
export interface WheelDocumentOptions {
  readonly architecture?: readonly string[]
  readonly python: string
  readonly glibc: string
  readonly package?: readonly string[]
  readonly requirements?: readonly string[]
  readonly conda?: readonly string[]
  readonly bentofile?: readonly string[]
  readonly wheel?: readonly string[]
  readonly exclude?: readonly string[]
}

/** Adds the options that say what wheels are wanted. */
export function withWheelDocuments(command: Command): Command {
  return command
    .option('--architecture <name>', 'amd64 or arm64 (repeatable)', collect)
    .requiredOption('--python <version>', 'version of Python, such as 3.11')
    .option('--glibc <version>', 'the newest glibc that wheels may need', '2.31')
    .option('--package <requirement>', 'NAME with conditions (repeatable)', collect)
    .option('--requirements <file>', 'requirements file (repeatable)', collect)
    .option('--conda <file>', 'conda environment (repeatable)', collect)
    .option('--bentofile <file>', 'bentofile.yaml (repeatable)', collect)
    .option('--wheel <file>', 'wheel of your own (repeatable)', collect)
    .option('--exclude <name>', 'counts as there (repeatable)', collect)
}

/**
 * Reads the options that say what wheels are wanted.
 *
 * @throws ExpectedFailure for an architecture that wheels are not for
 */
export function wheelDocuments(options: WheelDocumentOptions): Omit<WheelDocuments, 'root'> {
  const { python, glibc, architecture = ['amd64'] } = options
  return {
    architectures: architecture.map((name) => oneOf('architecture', name, WHEEL_ARCHITECTURES)),
    python,
    glibc,
    packages: options.package ?? [],
    requirements: options.requirements ?? [],
    conda: options.conda ?? [],
    bentofiles: options.bentofile ?? [],
    wheels: options.wheel ?? [],
    exclude: options.exclude ?? [],
  }
}
