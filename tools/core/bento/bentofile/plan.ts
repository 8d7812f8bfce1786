import type { JsonCursor } from '../../json/cursor.ts'
import { decodeJsonBytes } from '../../json/cursor.ts'
import type { Result } from '../../result.ts'

/**
 * What a bentofile asks for, checked against what a build has: the contract between `rt bento plan`, which writes it
 * as JSON, and the actions that make the Bento and its image. It is whole: no key of the document that means something
 * is left out, and nothing in it depends on the machine or the time.
 *
 * `rt bento plan` (mnemonic RtBentoPlan) takes, in an argument file:
 *
 * - `--bentofile=FILE`: bentofile.yaml or pyproject.toml; messages call it by this path
 * - `--output=FILE`: where the plan goes
 * - `--model=FILE`, repeatable: model.yaml of each model that the Bento has
 * - `--wheel=NAME==VERSION`, repeatable: the wheels of the image, BentoML among them
 * - `--deb=NAME`, repeatable: Debian packages that the interpreter's, the base's and other layers have
 * - `--python-version=3.11.2`: that of the interpreter
 * - `--architecture=amd64`: GOARCH of the image
 * - `--cuda=12.9`: version of the CUDA runtime, where the image has it
 * - `--base`: the image has a base; `--base-reference=REFERENCE` where it is known what was pulled
 * - `--`, and entry lines `source<TAB>PATH<TAB>FILE`: the sources, PATH below the build context, which is the
 *   directory of the bentofile; FILE may be a directory
 */
export interface BentoPlan {
  readonly version: 1
  /** As the document has it, such as `serve:Classifier` or `serve`. */
  readonly service: string
  /** Name of the Bento in lower case; absent where BentoML takes that of the service. */
  readonly name?: string
  /** The text, read from its file where the document names one; absent where BentoML makes README.md itself. */
  readonly description?: string
  readonly labels: Readonly<Record<string, string>>
  /** Files of the sources that become `src/`, by their paths in the build context, sorted. */
  readonly included: readonly string[]
  /** Whether `src/` of the build context is the root of the code: `src/a.py` becomes `a.py`. */
  readonly srcLayout: boolean
  /** The models that the document names, with versions, in its order. */
  readonly models: readonly PlannedModel[]
  /** Environment of the image: `docker.env`, and what of `envs` is for stage `all` or `runtime` and has a value. */
  readonly env: Readonly<Record<string, string>>
  /** Environment while the service is imported to make the Bento: stages `all` and `build`. */
  readonly buildEnv: Readonly<Record<string, string>>
  /** `envs` as bento.yaml keeps it. */
  readonly envs: readonly PlannedEnv[]
  /** Template arguments of the service, as JSON. */
  readonly args: Readonly<Record<string, unknown>>
  /** As the document has it, such as `3.11`. */
  readonly pythonVersion?: string
  /** In full, such as `12.8.1`. */
  readonly cudaVersion?: string
  readonly systemPackages: readonly string[]
  /** `docker.base_image`, a reference. */
  readonly baseImage?: string
  readonly distro?: string
  /** Requirements that the document and its requirements files have, such as `scikit-learn==1.5.0`, without BentoML. */
  readonly requirements: readonly string[]
  /** Of the wheels: the BentoML that makes the Bento, such as `1.4.39`. */
  readonly bentomlVersion: string
  /** What is accepted, but may not be meant, as people have seen it. */
  readonly warnings: readonly string[]
}

/** A model that is in the Bento. */
export interface PlannedModel {
  /** With its version, never `latest`. */
  readonly tag: string
  readonly alias?: string
}

/** A variable as bento.yaml has it. */
export interface PlannedEnv {
  readonly name: string
  /** Empty where the document has none, and where whoever starts the container gives it. */
  readonly value: string
  readonly stage: EnvStage
}

/** When a variable is set: while the Bento is made, in its container, or both. */
export type EnvStage = 'all' | 'build' | 'runtime'

export const ENV_STAGES: readonly EnvStage[] = ['all', 'build', 'runtime']

/** Writes a plan, so that equal plans are equal bytes. */
export function serializeBentoPlan(plan: BentoPlan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`
}

/** Reads the bytes of a plan; the failure says what is wrong with it and where. */
export function parseBentoPlan(bytes: Uint8Array): Result<BentoPlan, string> {
  return decodeJsonBytes(bytes, readPlan)
}

function readPlan(root: JsonCursor): BentoPlan {
  const version = root.field('version')
  if (version.value !== 1) version.fail('expected 1')
  const texts = (key: string): readonly string[] => root.field(key).list((item) => item.string())
  const map = (key: string): Readonly<Record<string, string>> =>
    root.field(key).record((item) => item.string())
  return {
    version: 1,
    service: root.field('service').string(),
    ...optionalTexts(root),
    labels: map('labels'),
    included: texts('included'),
    srcLayout: root.field('srcLayout').boolean(),
    models: root.field('models').list(readModel),
    env: map('env'),
    buildEnv: map('buildEnv'),
    envs: root.field('envs').list(readEnv),
    args: root.field('args').object(),
    systemPackages: texts('systemPackages'),
    requirements: texts('requirements'),
    bentomlVersion: root.field('bentomlVersion').string(),
    warnings: texts('warnings'),
  }
}

const OPTIONAL = [
  ...(['name', 'description', 'pythonVersion', 'cudaVersion', 'baseImage', 'distro'] as const),
]

type OptionalTexts = Partial<Record<(typeof OPTIONAL)[number], string>>

function optionalTexts(root: JsonCursor): OptionalTexts {
  const found: OptionalTexts = {}
  for (const key of OPTIONAL) {
    const value = root.optional(key)
    if (value !== undefined) found[key] = value.string()
  }
  return found
}

function readModel(item: JsonCursor): PlannedModel {
  const alias = item.optional('alias')
  return { tag: item.field('tag').string(), ...(alias && { alias: alias.string() }) }
}

function readEnv(item: JsonCursor): PlannedEnv {
  const stage = item.field('stage')
  const known = ENV_STAGES.find((each) => each === stage.value)
  return {
    name: item.field('name').string(),
    value: item.field('value').string(),
    stage: known ?? stage.fail(`expected ${ENV_STAGES.join(', ')}`),
  }
}
