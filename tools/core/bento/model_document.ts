import { stringify } from 'yaml'
import type { Tag } from './tag.ts'

/** What people say of a model whose files they have. */
export interface ModelFacts {
  /** Module of BentoML that loads it, such as `bentoml.sklearn`; empty for none. */
  readonly module: string
  /** Name of its framework; empty for none. */
  readonly framework: string
  /** Versions of distributions that made it. */
  readonly frameworkVersions: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  /** Its methods, and whether each takes several inputs at once. */
  readonly signatures: Readonly<Record<string, boolean>>
}

/** Models that rt describes are of no time, so that two builds are equal. */
const CREATION_TIME = '1970-01-01T00:00:00+00:00'

/** Writes model.yaml as BentoML does. */
export function modelDocument({ name, version }: Tag, facts: ModelFacts): string {
  const signatures = Object.entries(facts.signatures).map(([method, batchable]) => [
    method,
    batchable ? { batchable, batch_dim: [0, 0] } : { batchable },
  ])
  const document = {
    ...{ name, version, module: facts.module, labels: facts.labels, options: {} },
    metadata: facts.metadata,
    context: {
      framework_name: facts.framework,
      framework_versions: facts.frameworkVersions,
    },
    signatures: Object.fromEntries(signatures) as Record<string, unknown>,
    ...{ api_version: 'v1', creation_time: CREATION_TIME },
  }
  // The quotes keep a time and a version what they are: texts.
  return stringify(document, { defaultStringType: 'PLAIN', version: '1.1' })
}
