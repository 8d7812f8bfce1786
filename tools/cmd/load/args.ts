import { Command } from 'commander'
import type { ZstdLayers } from '../../core/archive/plain_layers.ts'
import { ZSTD_LAYERS } from '../../core/archive/plain_layers.ts'
import type { EngineKind } from '../../core/engine/engine.ts'
import { ENGINE_KINDS } from '../../core/engine/engine.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import type { Route } from '../../node/engine/load.ts'
import { ROUTES } from '../../node/engine/load.ts'
import type { GivenImage } from '../../node/image/given_image.ts'
import type { CommandFactory } from '../program.ts'
import { load } from './run.ts'

/** What `rt load` is asked to do. */
export interface LoadRequest {
  readonly image: GivenImage
  /** Names that the engine gives to the image, as given. */
  readonly names: readonly string[]
  /** Runfiles key of a file with more names, one a line. */
  readonly namesFile: string | undefined
  readonly destination: LoadDestination
  readonly format: 'docker' | 'oci'
  /** Which image of an index; the engine's own platform when undefined. */
  readonly platform: WantedPlatform | undefined
  readonly zstd: ZstdLayers
  readonly dryRun: boolean
  readonly output: 'text' | 'json'
  readonly quiet: boolean
}

/** Where the image goes. */
export type LoadDestination =
  | { readonly kind: 'engine'; readonly engine: EngineKind | undefined; readonly route: Route }
  | { readonly kind: 'file'; readonly path: string }

interface Options {
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
  readonly json?: true
  readonly quiet?: true
}

const FORMATS = ['docker', 'oci'] as const

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** Defines `rt load`. */
export const loadCommand: CommandFactory = (shell) =>
  new Command('load')
    .description('Loads an image into docker, podman or nerdctl; sends only layers that it lacks')
    .argument('[layout]', 'OCI layout directory to load')
    .option('--tag <name>', 'name for the image, NAME[:TAG] (repeatable)', collect)
    .option('--engine <name>', `${ENGINE_KINDS.join(', ')}; else the first that answers`)
    .option('--output <file>', 'write a tar for "docker load" instead of loading')
    .option('--platform <os/arch>', "image of an index to take; else the engine's own platform")
    .option('--via <route>', 'registry (a pull on loopback), tar (a stream), or auto', 'auto')
    .option('--format <form>', 'form of the tar: docker (OCI layout included) or oci', 'docker')
    .option('--zstd <how>', 'zstd layers: keep, decompress, or auto (as the engine needs)', 'auto')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print one JSON object with what became of every layer')
    .option('--quiet', 'print names and errors only')
    .option('--image <key>', 'set by the rule: runfiles key of the layout')
    .option('--layers <key>', 'set by the rule: runfiles key of a layer set', collect)
    .option('--repo-tag <name>', 'set by the rule: like --tag', collect)
    .option('--repo-tags-file <key>', 'set by the rule: file with names, one a line')
    .helpOption('--help', 'show this text')
    .action(async (layout: string | undefined, options: Options) => {
      await load(requestOf(layout, options), shell)
    })

function requestOf(layout: string | undefined, options: Options): LoadRequest {
  return {
    image: imageOf(layout, options),
    names: [...(options.repoTag ?? []), ...(options.tag ?? [])],
    namesFile: options.repoTagsFile,
    destination: destinationOf(options),
    format: oneOf('--format', options.format, FORMATS),
    platform: options.platform === undefined ? undefined : platformOf(options.platform),
    zstd: oneOf('--zstd', options.zstd, ZSTD_LAYERS),
    dryRun: options.dryRun ?? false,
    output: options.json === true ? 'json' : 'text',
    quiet: options.quiet ?? false,
  }
}

function imageOf(layout: string | undefined, { image, layers = [] }: Options): GivenImage {
  if (image !== undefined && layout === undefined) return { kind: 'target', image, layers }
  if (image === undefined && layout !== undefined) return { kind: 'directory', path: layout }
  const accepted = 'one image: the path of an OCI layout directory'
  throw invalid('LAYOUT', layout ?? '', accepted)
}

function destinationOf(options: Options): LoadDestination {
  const { engine, output, via } = options
  if (output !== undefined && engine !== undefined)
    throw invalid('--engine', engine, 'no engine together with --output, which writes a file')
  if (output !== undefined) return { kind: 'file', path: output }
  return {
    kind: 'engine',
    engine: engine === undefined ? undefined : oneOf('--engine', engine, ENGINE_KINDS),
    route: oneOf('--via', via, ROUTES),
  }
}

function platformOf(text: string): WantedPlatform {
  const [os, architecture, variant, ...more] = text.split('/')
  if (!os || !architecture || variant === '' || more.length > 0)
    throw invalid('--platform', text, 'OS/ARCHITECTURE[/VARIANT], such as "linux/amd64"')
  return { os, architecture, ...(variant !== undefined && { variant }) }
}

function oneOf<T extends string>(option: string, value: string, accepted: readonly T[]): T {
  const found = accepted.find((each) => each === value)
  if (found === undefined) throw invalid(option, value, accepted.join(', '))
  return found
}

function invalid(option: string, value: string, accepted: string): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'argument',
    reason: 'invalid-value',
    option,
    value,
    accepted,
  })
}
