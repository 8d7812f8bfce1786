import type { Digest } from '../../../core/digest.ts'
import { elfArchitectures } from '../../../core/elf/machines.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Layer } from '../../../core/layer_set.ts'
import type { LinkingReport, LinkingRequest } from '../../../core/linking/check.ts'
import { checkLinking } from '../../../core/linking/check.ts'
import type { FoundBinary } from '../../../core/linking/image_tree.ts'
import { ImageTree } from '../../../core/linking/image_tree.ts'
import { isExtensionModule } from '../../../core/linking/modules.ts'
import { libraryPathOf, startedPrograms } from '../../../core/linking/programs.ts'
import { linkingReportText } from '../../../core/linking/report.ts'
import type { MissingInterpreter, ScriptReport } from '../../../core/linking/scripts.ts'
import { followScript } from '../../../core/linking/scripts.ts'
import type { ImageConfig } from '../../../core/oci/config.ts'
import { readConfig, readManifest } from '../../../node/blob/documents.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { readLayerSets } from '../../../node/layout/layer_set_files.ts'
import { openLayout } from '../../../node/layout/layout_source.ts'

/** What `rt image check` is asked to do. Paths are relative to the execution root. */
export interface LibrariesRequest {
  /** OCI layout directory of the image. */
  readonly image: string
  /** The report to write. */
  readonly out: string
  /** Layer sets that describe its layers, in any order. */
  readonly layers: readonly string[]
  /** Layer sets whose libraries are opened while the program runs. */
  readonly runtimeLayers: readonly string[]
  /** Layer sets whose extension modules are imported by a program in Python. */
  readonly moduleLayers: readonly string[]
  /** Patterns of names that the host brings. */
  readonly hostLibraries: readonly string[]
  /** Name of a library to the component that has it. */
  readonly components: ReadonlyMap<string, string>
  /** Whether libraries are looked for. */
  readonly libraries: boolean
  /** Whether the interpreter is looked for where a script is started. */
  readonly scripts: boolean
}

/**
 * Checks that the programs which an image starts, the libraries of its runtimes, and the extension modules of its
 * wheels find every library that they need in the image, in the versions that they need; and that a script finds its
 * interpreter. Nothing is read but layer sets and the image's documents. What is not found is an error only where all
 * layers are known: layers that are in a registry only may have it.
 *
 * @throws ExpectedFailure when a library or an interpreter is missing, or a library is older than who needs it asks for
 */
export async function checkLibraries(request: LibrariesRequest): Promise<void> {
  const source = await openLayout({ directory: request.image })
  const manifest = await readManifest(source, source.root)
  const config = await readConfig(source, manifest.config)
  const runtimeLayers = await readLayers(request.runtimeLayers)
  const moduleLayers = await readLayers(request.moduleLayers)
  const known = new Map<Digest, Layer>()
  for (const layer of [...(await readLayers(request.layers)), ...runtimeLayers, ...moduleLayers])
    if (layer.binaries !== undefined) known.set(layer.digest, layer)
  const layers = manifest.layers.map(({ digest }) => known.get(digest)?.binaries)
  const unknown = layers.filter((layer) => layer === undefined).length
  const tree = new ImageTree(layers.filter((layer) => layer !== undefined))
  const opened = {
    libraries: librariesOf(tree, runtimeLayers),
    modules: librariesOf(tree, moduleLayers).filter(({ path }) => isExtensionModule(path)),
  }
  const started = request.scripts ? checkScript(tree, config) : { programs: [], missing: [] }
  const report = check(tree, config, { ...opened, programs: started.programs }, request)
  if (unknown === 0) throwIfAnyMissing(report, started.missing, request)
  writeTextFile(request.out, linkingReportText(report, started.missing, unknown))
}

/** Nothing where rt knows no programs for the processor of the image: a layer's description lists none. */
function checkScript(tree: ImageTree, { run, platform }: ImageConfig): ScriptReport {
  const isKnown = platform.os === 'linux' && elfArchitectures().has(platform.architecture)
  return isKnown ? followScript(tree, run) : { programs: [], missing: [] }
}

function throwIfAnyMissing(
  { missing, missingVersions: versions }: LinkingReport,
  interpreters: readonly MissingInterpreter[],
  { components }: LibrariesRequest,
): void {
  if (interpreters.length > 0)
    throw new ExpectedFailure({
      topic: 'binary',
      reason: 'missing-interpreters',
      missing: interpreters,
    })
  if (missing.length > 0)
    throw new ExpectedFailure({ topic: 'binary', reason: 'missing-libraries', missing, components })
  if (versions.length > 0)
    throw new ExpectedFailure({ topic: 'binary', reason: 'missing-versions', versions })
}

async function readLayers(paths: readonly string[]): Promise<readonly Layer[]> {
  return (await readLayerSets(paths)).flatMap((set) => set.layers)
}

function check(
  tree: ImageTree,
  { run, platform }: ImageConfig,
  { programs, ...opened }: Pick<LinkingRequest, 'libraries' | 'modules' | 'programs'>,
  { hostLibraries, libraries }: LibrariesRequest,
): LinkingReport {
  if (platform.os !== 'linux' || !libraries) return { missing: [], missingVersions: [], checked: 0 }
  return checkLinking({
    tree,
    programs: [...startedPrograms(tree, run), ...programs],
    ...opened,
    libraryPath: libraryPathOf(run),
    hostLibraries,
  })
}

/** The libraries of layers, as far as no layer above hides them. */
function librariesOf(tree: ImageTree, layers: readonly Layer[]): readonly FoundBinary[] {
  return layers
    .flatMap((layer) => layer.binaries?.files ?? [])
    .filter(({ format }) => format === 'elf')
    .map(({ path }) => tree.find(path))
    .filter((found) => found !== undefined)
}
