import { Mistakes } from '../../../document/mistakes.ts'
import { formatPosition } from '../../../document/node.ts'
import type { BuildFacts } from '../build_facts.ts'
import { readBuildDocument } from '../document.ts'
import { planBento } from '../make_plan.ts'
import { readModelDescription } from '../model_description.ts'
import type { BentoPlan } from '../plan.ts'

/** A project for tests: files of the build context, and what a build has for it. */
export interface TestProject {
  /** Texts by path; the bentofile among them. */
  readonly files: Readonly<Record<string, string>>
  readonly bentofile?: string
  readonly facts?: Partial<Omit<BuildFacts, 'models'>>
  /** Texts of model.yaml files by path. */
  readonly models?: Readonly<Record<string, string>>
  /** Sizes of files that are larger than their texts. */
  readonly sizes?: Readonly<Record<string, number>>
}

/** A plan, with what is told of it as `FILE:LINE:COLUMN: PROBLEM`. */
export interface ReadPlan {
  readonly plan: Omit<BentoPlan, 'warnings'> | undefined
  readonly errors: readonly string[]
  readonly fixes: readonly string[]
  readonly warnings: readonly string[]
}

/** A build that has what the tests ask for. */
const FACTS: Omit<BuildFacts, 'models'> = {
  wheels: new Map([
    ['bentoml', '1.4.39'],
    ['numpy', '2.1.0'],
    ['scikit-learn', '1.5.0'],
  ]),
  debs: new Set(['libgomp1']),
  pythonVersion: '3.11.2',
  architecture: 'amd64',
  cuda: undefined,
  base: false,
  baseReference: undefined,
}

/** Reads a project as `rt bento plan` does. */
export function readPlan(project: TestProject): ReadPlan {
  const mistakes = new Mistakes()
  const { files, bentofile = 'bentofile.yaml', models = {}, facts, sizes = {} } = project
  const descriptions = Object.entries(models).flatMap(([file, text]) => {
    const model = readModelDescription(file, text, mistakes)
    return model === undefined ? [] : [model]
  })
  const document = readBuildDocument(bentofile, files[bentofile] ?? '', mistakes)
  const sources = {
    files: Object.entries(files).map(([path, text]) => ({
      path,
      size: sizes[path] ?? text.length,
    })),
    read: (path: string) => files[path.replace(/^\.\//, '')],
  }
  const all = { ...FACTS, ...facts, models: descriptions }
  const plan = document && planBento(document, sources, all, mistakes)
  const told = ({ at, problem }: (typeof mistakes.errors)[number]): string =>
    `${formatPosition(at)}: ${problem}`
  return {
    plan,
    errors: mistakes.errors.map(told),
    fixes: mistakes.errors.map(({ fix }) => fix ?? ''),
    warnings: mistakes.warnings.map(told),
  }
}
