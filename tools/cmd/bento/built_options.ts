import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { BuiltBento, BuiltModelFile } from '../../node/bento/built_bento.ts'
import type { Runfiles } from '../../node/runfiles.ts'
import { collect, invalidValue } from '../option_values.ts'

/** Options that say where a build has put a Bento. */
export interface BuiltOptions {
  readonly bento: string
  readonly overlay?: readonly string[]
  readonly models?: string
  readonly modelSource?: readonly string[]
}

/** Adds the options to a command. */
export function withBuiltOptions(command: Command): Command {
  return command
    .requiredOption('--bento <key>', 'the Bento, by its runfiles key')
    .option('--overlay <key>', 'a directory whose content is in it, too (repeatable)', collect)
    .option('--models <key>', 'a directory of models that came with it')
    .option('--model-source <entry>', 'TAG<TAB>PATH<TAB>FILE: a file of a model', collect)
}

/**
 * Finds the files of a Bento.
 *
 * @throws ExpectedFailure when one is not there
 */
export function locateBuilt(options: BuiltOptions, { locate }: Runfiles): BuiltBento {
  const { bento, overlay = [], models, modelSource = [] } = options
  return {
    directory: locate(bento),
    overlays: overlay.map(locate),
    models: models === undefined ? undefined : locate(models),
    modelFiles: modelSource.map((text) => readModelSource(text, locate)),
  }
}

function readModelSource(text: string, locate: Runfiles['locate']): BuiltModelFile {
  const [tag, path, source, ...rest] = text.split('\t')
  if (tag === undefined || path === undefined || source === undefined || rest.length > 0)
    throw invalidValue('model-source', text, 'TAG<TAB>PATH<TAB>FILE')
  const model = readFileSync(locate(tag), 'utf8').trim().replace(':', '/')
  return { model, path, source: locate(source) }
}
