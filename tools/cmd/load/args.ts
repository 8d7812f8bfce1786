import { Command } from 'commander'
import { ZSTD_LAYERS } from '../../core/oci/plain_layers.ts'
import { ENGINE_KINDS } from '../../core/engine/engine.ts'
import { parseLayoutPlace } from '../../core/registry/image_place.ts'
import { ROUTES } from '../../node/engine/load_request.ts'
import type { GivenImage } from '../../node/layout/given_image.ts'
import type { Shell } from '../../node/shell.ts'
import { collect, invalidValue, oneOf, platformOption } from '../option_values.ts'
import type { CommandFactory } from '../command_factory.ts'
import { addForRules } from '../rule_options.ts'
import type { PackagedImage } from '../packaged_image.ts'
import { readPackagedImage } from '../packaged_image.ts'
import type { ReportFlags } from '../registry_options.ts'
import { addReportOptions } from '../registry_options.ts'
import type { LoadRequest, LoadDestination } from './loading.ts'
import { load } from './run.ts'

interface Options extends ReportFlags, Omit<PackagedImage, 'connections' | 'connectionsFile'> {
  readonly image?: string
  readonly layers?: readonly string[]
  readonly repoTag?: readonly string[]
  readonly repoTagsFile?: string
  readonly tag?: readonly string[]
  readonly engine?: string
  readonly output?: string
  readonly format: string
  readonly platform?: string
  readonly via: string
  readonly zstd: string
  readonly dryRun?: true
  readonly caFile?: readonly string[]
}

const FORMATS = ['docker', 'oci'] as const

const EXAMPLES = `
Examples:
  rt load oci:mnist --tag org/mnist:latest
  bazel run //mnist:load -- --engine podman
  bazel run //mnist:load -- --output mnist.tar

Without --engine, the first of docker, podman and nerdctl that responds gets the image; DOCKER_HOST,
docker contexts and CONTAINER_HOST select the daemon as usual. Names are printed on standard output.`

/** Defines `rt load`. */
export const loadCommand: CommandFactory = (shell) => {
  const command = new Command('load')
    .description('Loads an image into docker, podman or nerdctl; sends only layers that it lacks')
    .argument('[layout]', 'OCI layout directory to load, or oci:DIR:NAME for one of its images')
    .option('--tag <name>', 'name for the image, NAME[:TAG] (repeatable)', collect)
    .option('--engine <name>', `${ENGINE_KINDS.join(', ')}; else the first that answers`)
    .option('--output <file>', 'write a tar for "docker load" instead of loading')
    .option('--platform <os/arch>', "image of an index to take; else the engine's own platform")
    .option('--via <route>', 'registry (a pull on loopback), tar (a stream), or auto', 'auto')
    .option('--format <form>', 'form of the tar: docker (OCI layout included) or oci', 'docker')
    .option('--zstd <how>', 'zstd layers: keep, decompress, or auto (as the engine needs)', 'auto')
    .option('--dry-run', 'report what would be done, and do nothing')
    .option('--ca-file <file>', 'authority to trust when base layers are fetched', collect)
  return addRuleOptions(addReportOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(async (layout: string | undefined, options: Options) => {
      await load(requestOf(layout, options, documentNames(options, shell)), shell)
    })
}

/** What only rules write; all files are named by their runfiles keys. */
function addRuleOptions(command: Command): Command {
  return addForRules(command, (it) =>
    it
      .option('--image <key>', 'layout directory')
      .option('--layers <key>', 'layer set (repeatable)', collect)
      .option('--repo-tag <name>', 'name of the target (repeatable)', collect)
      .option('--repo-tags-file <key>', 'file with one name a line')
      .option('--packager <id>', 'packager that documents must name')
      .option('--packaging <key>', 'file of documents (repeatable)', collect)
      .option('--packaging-id <id>', 'the packaging to use')
      .option('--model <key>', 'file with the name of the model'),
  )
}

/** The name that the document of a packaged model gives; none where there is no document. */
function documentNames({ packaging, ...options }: Options, shell: Shell): readonly string[] {
  return packaging === undefined ? [] : [readPackagedImage({ packaging, ...options }, shell).name]
}

function requestOf(
  layout: string | undefined,
  options: Options,
  documents: readonly string[],
): LoadRequest {
  return {
    image: imageOf(layout, options),
    names: [...documents, ...(options.repoTag ?? []), ...(options.tag ?? [])],
    namesFile: options.repoTagsFile,
    destination: destinationOf(options),
    format: oneOf('--format', options.format, FORMATS),
    platform:
      options.platform === undefined ? undefined : platformOption('--platform', options.platform),
    zstd: oneOf('--zstd', options.zstd, ZSTD_LAYERS),
    dryRun: options.dryRun ?? false,
    caFile: options.caFile ?? [],
    ...(options.json === true && { json: true }),
    ...(options.quiet === true && { quiet: true }),
  }
}

function imageOf(layout: string | undefined, { image, layers = [] }: Options): GivenImage {
  if (image !== undefined && layout === undefined) return { kind: 'target', image, layers }
  if (image === undefined && layout !== undefined) return parseLayoutPlace(layout)
  const accepted = 'one image: the path of an OCI layout directory'
  throw invalidValue('LAYOUT', layout ?? '', accepted)
}

function destinationOf(options: Options): LoadDestination {
  const { engine, output, via } = options
  if (output !== undefined && engine !== undefined)
    throw invalidValue('--engine', engine, 'no engine together with --output, which writes a file')
  if (output !== undefined) return { kind: 'file', path: output }
  return {
    kind: 'engine',
    engine: engine === undefined ? undefined : oneOf('--engine', engine, ENGINE_KINDS),
    route: oneOf('--via', via, ROUTES),
  }
}
