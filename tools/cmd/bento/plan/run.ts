import type { BuildFacts } from '../../../core/bento/bentofile/build_facts.ts'
import { readBuildDocument } from '../../../core/bento/bentofile/document.ts'
import { planBento } from '../../../core/bento/bentofile/make_plan.ts'
import type { ModelDescription } from '../../../core/bento/bentofile/model_description.ts'
import { readModelDescription } from '../../../core/bento/bentofile/model_description.ts'
import { serializeBentoPlan } from '../../../core/bento/bentofile/plan.ts'
import { Mistakes } from '../../../core/document/mistakes.ts'
import { normalizedName } from '../../../core/python/requirement.ts'
import { sourcesOfEntries } from '../../../node/bento/sources.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'
import type { Shell } from '../../../node/shell.ts'
import { warn } from '../../document_warnings.ts'

/** What `rt bento plan` is asked to do. */
export interface BentoPlanRequest {
  /** bentofile.yaml or pyproject.toml; messages call it by this path. */
  readonly bentofile: string
  /** Where the plan goes. */
  readonly output: string
  /** Files: model.yaml of each model that the Bento has. */
  readonly model: readonly string[]
  /** `NAME==VERSION` of each wheel of the image, BentoML among them. */
  readonly wheels: ReadonlyMap<string, string>
  /** Names of the Debian packages that the interpreter's, the base's and other layers have. */
  readonly deb: readonly string[]
  /** Of the interpreter, such as `3.11.2`. */
  readonly pythonVersion: string
  /** GOARCH of the image. */
  readonly architecture: string
  /** Version of the CUDA runtime; undefined where the image has none. */
  readonly cuda?: string
  readonly base?: boolean
  /** What was pulled as the base; undefined where it is not known. */
  readonly baseReference?: string
  /** Entry lines: the build context. */
  readonly entries: readonly string[]
}

/**
 * Reads a bentofile with its sources, holds it against what the build has, and writes what is to be made.
 *
 * @throws ExpectedFailure with all mistakes in them
 */
export function writeBentoPlan(request: BentoPlanRequest, shell: Shell): void {
  const mistakes = new Mistakes()
  const { bentofile, output, model, entries } = request
  const models = model.flatMap((file) => {
    const described = readModelDescription(file, readTextFile(file), mistakes)
    return described === undefined ? [] : [described]
  })
  const document = readBuildDocument(bentofile, readTextFile(bentofile), mistakes)
  const sources = sourcesOfEntries(entries)
  const plan = document && planBento(document, sources, factsOf(request, models), mistakes)
  warn(shell, mistakes)
  mistakes.throwIfAny()
  if (plan === undefined) throw new Error('a bentofile without mistakes has no plan')
  const warnings = mistakes.warnings.map((warning) => shell.explain(warning))
  writeTextFile(output, serializeBentoPlan({ ...plan, warnings }))
}

function factsOf(request: BentoPlanRequest, models: readonly ModelDescription[]): BuildFacts {
  const { wheels, deb, pythonVersion, architecture, cuda, base = false, baseReference } = request
  return {
    wheels: new Map([...wheels].map(([name, version]) => [normalizedName(name), version])),
    debs: new Set(deb),
    ...{ pythonVersion, architecture, cuda, base, baseReference, models },
  }
}
