import type { CommandFactory } from './command_factory.ts'

/** Loads the code of a command. */
export type LoadCommand = () => Promise<CommandFactory>

/** Commands that are told apart by a second word, as in `rt image build`. */
export interface CommandGroup {
  readonly description: string
  readonly commands: Readonly<Record<string, LoadCommand>>
  /**
   * How command lines are read: `manager` takes "_" for "-" in options, options before the command, and says what is
   * wrong as the manager of BentoML's base images does.
   */
  readonly reading?: 'manager'
}

/** Commands on layers, which actions run. */
const LAYER: CommandGroup = {
  description: 'Makes and describes layers, as actions do',
  commands: {
    mtree: async () => (await import('./layer/mtree/args.ts')).mtreeCommand,
    tar: async () => (await import('./layer/tar/args.ts')).tarCommand,
    weights: async () => (await import('./layer/weights/args.ts')).weightsCommand,
    deb: async () => (await import('./layer/deb/args.ts')).debLayerCommand,
    wheels: async () => (await import('./layer/wheels/args.ts')).wheelLayersCommand,
    interpreter: async () => (await import('./layer/interpreter/args.ts')).interpreterLayerCommand,
    venv: async () => (await import('./layer/venv/args.ts')).venvLayerCommand,
    python: async () => (await import('./layer/python/args.ts')).pythonCodeLayerCommand,
    describe: async () => (await import('./layer/describe/args.ts')).describeLayerCommand,
    budget: async () => (await import('./layer/budget/args.ts')).budgetCommand,
  },
}

/** Commands on images in OCI layout directories, which actions run. */
const IMAGE: CommandGroup = {
  description: 'Makes, checks and converts images, as actions do',
  commands: {
    build: async () => (await import('./image/build/args.ts')).buildImageCommand,
    index: async () => (await import('./image/index/args.ts')).indexCommand,
    check: async () => (await import('./image/check/args.ts')).checkImageCommand,
    describe: async () => (await import('./image/describe/args.ts')).describeImageCommand,
    wrap: async () => (await import('./image/wrap/args.ts')).wrapCommand,
    import: async () => (await import('./image/import/args.ts')).importImageCommand,
    export: async () => (await import('./image/export/args.ts')).exportImageCommand,
  },
}

/** Commands for Python, which actions and people run. */
const PYTHON: CommandGroup = {
  description: 'Installs wheels outside images, and runs the Python of an image during builds',
  commands: {
    install: async () => (await import('./python/install/args.ts')).wheelInstallCommand,
    venv: async () => (await import('./python/venv/args.ts')).venvCommand,
    packages: async () => (await import('./python/packages/args.ts')).packagesCommand,
    root: async () => (await import('./python/root/args.ts')).pythonRootCommand,
    run: async () => (await import('./python/run/args.ts')).pythonRunCommand,
  },
}

/** Commands that repository rules run. */
const FETCH: CommandGroup = {
  description: 'Fetches what builds need, as repository rules do',
  commands: {
    base: async () => (await import('./fetch/base/args.ts')).fetchBaseCommand,
    layers: async () => (await import('./fetch/layers/args.ts')).fetchLayersCommand,
    deb: async () => (await import('./fetch/deb/args.ts')).fetchDebCommand,
    wheel: async () => (await import('./fetch/wheel/args.ts')).fetchWheelCommand,
    'wheel-addresses': async () =>
      (await import('./fetch/wheel-addresses/args.ts')).findWheelAddressesCommand,
    unpack: async () => (await import('./fetch/unpack/args.ts')).unpackCommand,
  },
}

/** Commands on documents and models of ODAHU. */
const PACK: CommandGroup = {
  description: "Packages trained models as ODAHU's documents say",
  commands: {
    validate: async () => (await import('./pack/validate/args.ts')).validateCommand,
    run: async () => (await import('./pack/run/args.ts')).packCommand,
    plan: async () => (await import('./pack/plan/args.ts')).planCommand,
    triton: async () => (await import('./pack/triton/args.ts')).tritonCommand,
    service: async () => (await import('./pack/service/args.ts')).serviceCommand,
    integrations: async () => (await import('./pack/integrations/args.ts')).integrationsCommand,
  },
}

/** Commands on bentofiles, and on the store that BentoML keeps. */
const BENTO: CommandGroup = {
  description: "Reads bentofiles, and works on the Bentos and models of BentoML's store",
  commands: {
    list: async () => (await import('./bento/list_args.ts')).listBentosCommand,
    get: async () => (await import('./bento/get_args.ts')).getBentoCommand,
    delete: async () => (await import('./bento/delete_args.ts')).deleteBentosCommand,
    export: async () => (await import('./bento/export_args.ts')).exportBentoCommand,
    import: async () => (await import('./bento/import_args.ts')).importBentoCommand,
    models: async () => (await import('./bento/models_args.ts')).modelsCommand,
    check: async () => (await import('./bento/check/args.ts')).checkBentofileCommand,
    plan: async () => (await import('./bento/plan/args.ts')).planBentoCommand,
    model: async () => (await import('./bento/model_args.ts')).describeModelCommand,
    unpack: async () => (await import('./bento/unpack_args.ts')).unpackBentoCommand,
    add: async () => (await import('./bento/add_args.ts')).addBentoCommand,
    pack: async () => (await import('./bento/pack_args.ts')).packBentoCommand,
    serve: async () => (await import('./bento/serve_args.ts')).serveBentoCommand,
  },
}

/** Commands of the manager of base images. */
const BASE_IMAGES: CommandGroup = {
  description: "Plans and describes base images as BentoML's manager does",
  reading: 'manager',
  commands: {
    'create-manifest': async () =>
      (await import('./base_images/create-manifest/args.ts')).createManifestCommand,
    validate: async () => (await import('./base_images/validate/args.ts')).validateManifestCommand,
    generate: async () => (await import('./base_images/generate/args.ts')).generateCommand,
    build: async () => (await import('./base_images/build/args.ts')).buildBaseImagesCommand,
    authenticate: async () =>
      (await import('./base_images/authenticate/args.ts')).authenticateCommand,
    'push-readmes': async () =>
      (await import('./base_images/push-readmes/args.ts')).pushReadmesCommand,
    plan: async () => (await import('./base_images/plan/args.ts')).planBaseImagesCommand,
  },
}

/** Commands that people run, mostly as targets of Bazel. */
const LOCK: CommandGroup = {
  description: 'Resolves packages and writes lock files',
  commands: {
    all: async () => (await import('./lock/all/args.ts')).lockAllCommand,
    deb: async () => (await import('./lock/deb/args.ts')).lockDebCommand,
    runtimes: async () => (await import('./lock/runtimes/args.ts')).lockRuntimesCommand,
    wheels: async () => (await import('./lock/wheels/args.ts')).lockWheelsCommand,
    'wheels-check': async () => (await import('./lock/wheels-check/args.ts')).checkWheelLockCommand,
    'wheels-read': async () => (await import('./lock/wheels-read/args.ts')).readWheelLockCommand,
  },
}

/**
 * All commands of rt, in the order of `rt --help`. Each is loaded only when it is needed: an action of
 * Bazel runs one of them, and the modules of all others would take several times longer than its work.
 */
export const COMMANDS: Readonly<Record<string, LoadCommand | CommandGroup>> = {
  push: async () => (await import('./push/args.ts')).pushCommand,
  'push-all': async () => (await import('./push/all_args.ts')).pushAllCommand,
  load: async () => (await import('./load/args.ts')).loadCommand,
  pull: async () => (await import('./pull/args.ts')).pullCommand,
  copy: async () => (await import('./copy/args.ts')).copyCommand,
  tag: async () => (await import('./tag/args.ts')).tagCommand,
  ls: async () => (await import('./ls/args.ts')).lsCommand,
  digest: async () => (await import('./digest/args.ts')).digestCommand,
  inspect: async () => (await import('./inspect/args.ts')).inspectCommand,
  lock: LOCK,
  pack: PACK,
  bento: BENTO,
  'base-images': BASE_IMAGES,
  layer: LAYER,
  image: IMAGE,
  python: PYTHON,
  template: async () => (await import('./template/args.ts')).templateCommand,
  fetch: FETCH,
}

/** Other words for commands that people have in scripts. */
const SYNONYMS: Readonly<Record<string, readonly [group: string, command: string]>> = {
  layout: ['image', 'export'],
  'deb-lock': ['lock', 'deb'],
  'runtime-lock': ['lock', 'runtimes'],
}

/** What the program is asked to do. */
export interface CommandLine {
  /** The one or two words that name a command. */
  readonly words: readonly string[]
  /** Its arguments. */
  readonly rest: readonly string[]
}

/** Whether the first of two words is a group, so that both name the command. */
export function isGroup(entry: LoadCommand | CommandGroup | undefined): entry is CommandGroup {
  return typeof entry === 'object'
}

/**
 * Splits a command line into the words that name a command, synonyms replaced, and its arguments. What is
 * no command is left for the command line's own reading to refuse.
 */
export function splitCommand(argv: readonly string[]): CommandLine {
  const [first = '', second] = argv
  const synonym = Object.hasOwn(SYNONYMS, first) ? SYNONYMS[first] : undefined
  if (synonym !== undefined) return { words: synonym, rest: argv.slice(1) }
  const length = isGroup(entryOf(first)) && isWord(second) ? 2 : 1
  return { words: argv.slice(0, length), rest: argv.slice(length) }
}

/** A command or a group by its name. */
function entryOf(name: string): LoadCommand | CommandGroup | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}

function isWord(text: string | undefined): boolean {
  return text !== undefined && /^[a-z]/.test(text)
}
