import type { Mistakes } from '../../document/mistakes.ts'
import { printRequirement } from '../../python/requirement.ts'
import type { Bentofile } from './bentofile.ts'
import { plainArgs, readBentofile } from './bentofile.ts'
import type { BuildFacts } from './build_facts.ts'
import { checkImage } from './check_image.ts'
import { checkFrameworks, chooseModels } from './check_models.ts'
import { checkVersionKeys, isOlder } from './check_version_keys.ts'
import { readDescription } from './description.ts'
import type { BuildDocument } from './document.ts'
import type { BentoPlan } from './plan.ts'
import { bentomlVersion, checkRequirements, readRequirements } from './requirements.ts'
import { checkService } from './service.ts'
import type { Sources } from './sources.ts'
import { chooseSources } from './sources.ts'
import { joinVariables } from './variables.ts'

/** What a document and its sources say without a build: the plan but for what only a build has. */
export type BentoDraft = Omit<BentoPlan, 'bentomlVersion' | 'models' | 'version' | 'warnings'>

interface Draft {
  readonly bentofile: Bentofile
  readonly draft: BentoDraft
}

/**
 * Reads a document with its sources, as far as that can be done without a build.
 *
 * @returns undefined where the document has no service that could be read; the mistakes say why
 */
export function draftBento(
  document: BuildDocument,
  sources: Sources,
  mistakes: Mistakes,
): BentoDraft | undefined {
  return readDraft(document, sources, undefined, mistakes)?.draft
}

/**
 * Reads a document with its sources, and holds it against what a build has.
 *
 * @returns undefined where the document has no service that could be read; the mistakes say why
 */
export function planBento(
  document: BuildDocument,
  sources: Sources,
  facts: BuildFacts,
  mistakes: Mistakes,
): Omit<BentoPlan, 'warnings'> | undefined {
  const { file } = document.start
  const version = bentomlVersion(facts, file, mistakes)
  checkFrameworks(facts, mistakes)
  const read = readDraft(document, sources, facts, mistakes)
  if (read === undefined) return undefined
  const { bentofile, draft } = read
  checkVersionKeys(bentofile, version, mistakes)
  checkImage(bentofile.docker, facts, mistakes)
  const models = chooseModels(bentofile.models, facts, mistakes)
  return { version: 1, ...draft, models, bentomlVersion: version }
}

function readDraft(
  document: BuildDocument,
  sources: Sources,
  facts: BuildFacts | undefined,
  mistakes: Mistakes,
): Draft | undefined {
  const python = facts?.pythonVersion.split('.').slice(0, 2).join('.') ?? ''
  const bentofile = readBentofile(document, sources.read, python, mistakes)
  const included = chooseSources(bentofile, sources, mistakes)
  const srcLayout = usesSrcLayout(bentofile, sources, facts)
  const wheels = facts && new Set(facts.wheels.keys())
  const { service, docker, envs } = bentofile
  if (service !== undefined)
    checkService(service, { included, sources, srcLayout, wheels }, mistakes)
  const requirements = readRequirements(bentofile.packages, sources.read, python, mistakes)
  if (facts !== undefined) checkRequirements(requirements, facts, mistakes)
  const { image, build } = joinVariables(docker.env, envs, mistakes)
  const description = readDescription(bentofile.description, sources, mistakes)
  if (service === undefined) return undefined
  const draft = {
    service: service.value,
    ...(bentofile.name && { name: bentofile.name.value }),
    ...(description !== undefined && { description }),
    labels: textsOf(bentofile.labels),
    ...{ included, srcLayout },
    ...{ env: image, buildEnv: build },
    envs: envs.map(({ name, value = '', stage }) => ({ name, value, stage })),
    args: plainArgs(bentofile.args),
    ...dockerTexts(bentofile),
    systemPackages: docker.systemPackages.map(({ value }) => value),
    requirements: requirements
      .filter(({ requirement: { name } }) => name !== 'bentoml')
      .map(({ requirement }) => printRequirement(requirement)),
  }
  return { bentofile, draft }
}

function textsOf(map: Bentofile['labels']): Readonly<Record<string, string>> {
  return Object.fromEntries([...map].map(([name, { value }]) => [name, value]))
}

function dockerTexts({
  docker: { pythonVersion, cudaVersion, baseImage, distro },
}: Bentofile): Pick<BentoPlan, 'baseImage' | 'cudaVersion' | 'distro' | 'pythonVersion'> {
  return {
    ...(pythonVersion && { pythonVersion: pythonVersion.value }),
    ...(cudaVersion && { cudaVersion: cudaVersion.value }),
    ...(baseImage && { baseImage: baseImage.value }),
    ...(distro && { distro: distro.value }),
  }
}

/** As BentoML 1.4: what the document says, otherwise that of a project which has a directory `src`. */
function usesSrcLayout(
  { srcLayout, document }: Bentofile,
  { files }: Sources,
  facts: BuildFacts | undefined,
): boolean {
  if (isOlder(facts?.wheels.get('bentoml') ?? '1.4')) return false
  return srcLayout ?? (document.isProject && files.some(({ path }) => path.startsWith('src/')))
}
