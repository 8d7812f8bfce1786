import type { Mistakes } from '../../document/mistakes.ts'
import { agree } from '../../python/conda.ts'
import { normalizedName } from '../../python/requirement.ts'
import { formatTag } from '../tag.ts'
import type { BuildFacts } from './build_facts.ts'
import type { ModelDescription } from './model_description.ts'
import type { NamedModel } from './models.ts'
import type { PlannedModel } from './plan.ts'

/** The models that a document names, out of those that a build has. */
export function chooseModels(
  named: readonly NamedModel[],
  { models }: BuildFacts,
  mistakes: Mistakes,
): readonly PlannedModel[] {
  const seen = new Map<string, ModelDescription>()
  for (const model of models) {
    const tag = formatTag(model.tag)
    const other = seen.get(tag)
    if (other === undefined) seen.set(tag, model)
    else
      mistakes.add({ file: model.file, line: 1, column: 1 }, `the model ${tag} is given twice`, {
        fix: `it is in ${other.file}, too: keep one of the two in models of the rule bento`,
      })
  }
  return named.flatMap((model) => {
    const chosen = chooseModel(model, models, mistakes)
    const { alias } = model
    if (chosen === undefined) return []
    return [{ tag: formatTag(chosen.tag), ...(alias !== undefined && { alias }) }]
  })
}

function chooseModel(
  { tag: { name, version }, at }: NamedModel,
  models: readonly ModelDescription[],
  mistakes: Mistakes,
): ModelDescription | undefined {
  const ofName = models.filter(({ tag }) => tag.name === name)
  const fitting = ofName.filter(({ tag }) => version === undefined || tag.version === version)
  const [only, ...others] = fitting
  const known = (ofName.length > 0 ? ofName : models).map(({ tag }) => formatTag(tag)).toSorted()
  if (only === undefined) {
    return mistakes.add(at, `Model ${name}:${version ?? 'latest'} could not be found`, {
      ...(known.length > 0 && { accepted: known.join(', ') }),
      fix: 'add a bento_model of it to models of the rule bento, or correct the tag',
    })
  }
  if (others.length === 0) return only
  return mistakes.add(at, `the model "${name}" is there in several versions`, {
    accepted: known.join(', '),
    fix: 'name one of them: a build does not know which is the latest',
  })
}

/** Compares what saved the models with what the image loads them with. */
export function checkFrameworks(
  { models, wheels, pythonVersion: python }: BuildFacts,
  mistakes: Mistakes,
): void {
  for (const { tag, frameworks, pythonVersion } of models) {
    const model = formatTag(tag)
    for (const [framework, { value, at }] of frameworks) {
      const name = normalizedName(framework)
      const locked = wheels.get(name)
      if (locked !== undefined && isSame(value, locked)) continue
      const problem = locked === undefined ? 'has no wheel of it' : `has ${locked}`
      mistakes.add(at, `${model} was saved by ${framework} ${value}, and the lock ${problem}`, {
        fix: `put ${name}==${value.split('+')[0] ?? value} into the packages and lock again, or save the model again`,
      })
    }
    if (pythonVersion !== undefined && !agree(minor(pythonVersion.value), python))
      mistakes.warn(
        pythonVersion.at,
        `${model} was saved by Python ${pythonVersion.value}, and the image has ${python}`,
      )
  }
}

/** Builds of one version, such as `2.5.1+cu121` and `2.5.1`, load the same models. */
function isSame(one: string, other: string): boolean {
  return one === other || one.split('+')[0] === other.split('+')[0]
}

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}
