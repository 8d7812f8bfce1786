import { oneOf } from '../../option_values.ts'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { PythonOptions } from '../../python_options.ts'
import { readCodec, readEnvironment, readTarget, withoutBytecode } from '../../python_options.ts'
import type { VenvLayerRequest } from './run.ts'
import { makeVenvLayer } from './run.ts'

interface Options extends PythonOptions {
  readonly out: string
  readonly layers: string
  readonly key: string
  readonly interpreter: string
  readonly architecture: string
  readonly libc: string
  readonly libcVersion: string
  readonly script?: string
  readonly systemSitePackages?: boolean
  readonly basePackages?: string
  readonly cannotCompile?: boolean
  readonly compress: string
}

/** Defines `rt layer venv`. */
export const venvLayerCommand: CommandFactory = (shell) =>
  new LongCommand('venv')
    .description('Makes the layer of a virtual environment without its wheels, which it checks')
    .requiredOption('--out <directory>', 'directory of archives to write')
    .requiredOption('--layers <file>', 'layer set to write')
    .requiredOption('--key <key>', 'how the directory is found later')
    .requiredOption('--prefix <directory>', 'place of the virtual environment in the image')
    .requiredOption('--python-version <version>', 'version of the Python of the image')
    .requiredOption('--interpreter <path>', 'place of that Python in the image')
    .requiredOption('--architecture <name>', 'architecture of the image (GOARCH name)')
    .option('--libc <name>', 'C library of the image: glibc or musl', 'glibc')
    .option(
      '--libc-version <version>',
      'version of that library; by default, any wheel is accepted',
      '',
    )
    .option('--script <name>', 'program of a wheel that the image starts')
    .option('--system-site-packages', 'packages of the interpreter itself can be imported, too')
    .option('--base-packages <file>', 'packages of a base that can be imported too')
    .option('--cannot-compile', 'say that no Python compiles the files of the image')
    .option('--compress <codec>', 'none, gzip or zstd', 'zstd')
    .argument('[wheels...]', '.whl files that other layers bring')
    .action(async (wheels: readonly string[], options: Options) => {
      if (options.cannotCompile === true) shell.stderr.write(withoutBytecode(shell.context))
      await makeVenvLayer(requestOf(wheels, options), shell.signal)
    })

function requestOf(wheels: readonly string[], options: Options): VenvLayerRequest {
  const { out, layers, key, interpreter, script, pythonVersion } = options
  const environment = readEnvironment(options)
  return {
    out,
    layers,
    key,
    environment,
    interpreter: { path: interpreter, version: pythonVersion },
    target: readTarget(environment, {
      architecture: options.architecture,
      libc: oneOf('libc', options.libc, ['glibc', 'musl']),
      libcVersion: options.libcVersion,
    }),
    script,
    basePackages: options.basePackages,
    systemSitePackages: options.systemSitePackages ?? false,
    codec: readCodec(options),
    wheels,
  }
}
