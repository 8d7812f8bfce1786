import type { Command } from 'commander'
import type { GivenEnvironment } from '../core/packager/conda_environment.ts'
import { collect, invalidValue, oneOf } from './option_values.ts'
import type { DocumentRequest } from './packaging_document.ts'

/** Values of {@link addDocumentOptions}. */
export interface DocumentOptions extends Omit<DocumentRequest, 'integration'> {
  readonly packager: string
}

/** Values of {@link addEnvironmentOptions}. */
export interface EnvironmentOptions {
  readonly pythonVersion?: string
  readonly architecture?: string
  readonly wheel?: readonly string[]
}

const PACKAGERS = ['docker-cli', 'docker-rest', 'docker-triton'] as const

/** Defines the options that say which document a build reads. */
export function addDocumentOptions<C extends Command>(command: C): C {
  return command
    .requiredOption('--packager <id>', PACKAGERS.join(', '))
    .requiredOption('--packaging <file>', 'file of documents (repeatable)', collect)
    .option('--id <id>', 'the packaging to use')
    .option('--base <label>', 'name of the base in messages')
    .option('--base-reference <reference>', 'where the base was pulled from')
    .option('--minimal', 'the base stands in place of the one that the document names')
}

/** Defines the options that say what is in the Python environment of an image. */
export function addEnvironmentOptions<C extends Command>(command: C): C {
  return command
    .option('--python-version <version>', 'version of the Python of the image')
    .option('--architecture <name>', 'architecture of the image, such as amd64')
    .option('--wheel <NAME==VERSION>', 'a wheel of the image (repeatable)', collect)
}

/** Reads which document is meant. */
export function readDocumentOptions({ packager, ...others }: DocumentOptions): DocumentRequest {
  return { ...others, integration: oneOf('--packager', packager, PACKAGERS) }
}

/**
 * Reads what is in the environment; undefined where there is none.
 *
 * @throws ExpectedFailure for a wheel that is not NAME==VERSION
 */
export function readEnvironmentOptions({
  pythonVersion,
  architecture = '',
  wheel = [],
}: EnvironmentOptions): GivenEnvironment | undefined {
  if (pythonVersion === undefined) return undefined
  const pairs = wheel.map((text): [string, string] => {
    const [name = '', version, ...more] = text.split('==')
    if (version === undefined || more.length > 0)
      throw invalidValue('--wheel', text, 'NAME==VERSION')
    return [name, version]
  })
  return { python: pythonVersion, architecture, wheels: new Map(pairs) }
}
