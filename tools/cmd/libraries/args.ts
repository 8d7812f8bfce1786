import { Command } from 'commander'
import type { CommandFactory } from '../program.ts'
import { checkLibraries } from './run.ts'

/** What `rt libraries` is asked to do. Paths are relative to the execution root. */
export interface LibrariesRequest {
  /** OCI layout directory of the image. */
  readonly image: string
  /** The report to write. */
  readonly out: string
  /** Layer sets that describe its layers, in any order. */
  readonly layers: readonly string[]
  /** Layer sets whose libraries are opened while the program runs. */
  readonly runtimeLayers: readonly string[]
  /** Patterns of names that the host brings. */
  readonly hostLibraries: readonly string[]
  /** Name of a library to the component that has it. */
  readonly components: ReadonlyMap<string, string>
}

interface Options {
  readonly image: string
  readonly out: string
  readonly layers?: readonly string[]
  readonly runtimeLayers?: readonly string[]
  readonly hostLibrary?: readonly string[]
  readonly component?: readonly string[]
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** Defines `rt libraries`. */
export const librariesCommand: CommandFactory = () =>
  new Command('libraries')
    .description('Checks that what an image runs and opens finds its libraries in the image')
    .requiredOption('--image <dir>', 'OCI layout directory of the image')
    .requiredOption('--out <file>', 'report to write')
    .option('--layers <file>', 'layer set that describes layers of it (repeatable)', collect)
    .option('--runtime-layers <file>', 'layer set of libraries to open (repeatable)', collect)
    .option('--host-library <glob>', 'library that the host brings (repeatable)', collect)
    .option('--component <library-tab-name>', 'what has a library (repeatable)', collect)
    .action(async ({ image, out, layers = [], runtimeLayers = [], ...others }: Options) => {
      const { hostLibrary: hostLibraries = [], component = [] } = others
      const components = new Map(component.map(splitAtTab))
      await checkLibraries({ image, out, layers, runtimeLayers, hostLibraries, components })
    })

function splitAtTab(text: string): readonly [string, string] {
  const [library = '', component = ''] = text.split('\t')
  return [library, component]
}
