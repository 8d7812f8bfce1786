import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import type { LibrariesRequest } from './run.ts'
import { checkLibraries } from './run.ts'
import { collect } from '../../option_values.ts'

interface Options {
  readonly image: string
  readonly out: string
  readonly layers?: readonly string[]
  readonly runtimeLayers?: readonly string[]
  readonly moduleLayers?: readonly string[]
  readonly hostLibrary?: readonly string[]
  readonly component?: readonly string[]
  readonly libraries: boolean
  readonly scripts: boolean
}

/** Defines `rt image check`. */
export const checkImageCommand: CommandFactory = () =>
  new Command('check')
    .description(
      'Checks that what an image runs and opens finds its libraries and interpreters in the image',
    )
    .requiredOption('--image <dir>', 'OCI layout directory of the image')
    .requiredOption('--out <file>', 'report to write')
    .option('--layers <file>', 'layer set that describes layers of it (repeatable)', collect)
    .option('--runtime-layers <file>', 'layer set of libraries to open (repeatable)', collect)
    .option('--module-layers <file>', 'layer set of extension modules (repeatable)', collect)
    .option('--host-library <glob>', 'library that the host brings (repeatable)', collect)
    .option('--component <library-tab-name>', 'what has a library (repeatable)', collect)
    .option('--no-libraries', 'leave out libraries')
    .option('--no-scripts', 'leave out the interpreter of a script that is started')
    .action((options: Options) => checkLibraries(requestOf(options)))

function requestOf({ image, out, component = [], ...others }: Options): LibrariesRequest {
  const { layers = [], runtimeLayers = [], moduleLayers = [], hostLibrary = [] } = others
  const { libraries, scripts } = others
  const components = new Map(component.map(splitAtTab))
  const sets = { layers, runtimeLayers, moduleLayers }
  return { image, out, ...sets, hostLibraries: hostLibrary, components, libraries, scripts }
}

function splitAtTab(text: string): readonly [string, string] {
  const [library = '', component = ''] = text.split('\t')
  return [library, component]
}
