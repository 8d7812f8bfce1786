import { explainArchiveFailure } from './archive/explain.ts'
import { explainArgumentFailure } from './arguments/explain.ts'
import { explainBaseImagesFailure } from './base_images/explain.ts'
import { explainManagerFailure } from './base_images/explain_manager.ts'
import { explainBentoFailure } from './bento/explain.ts'
import { explainBinaryFailure } from './binary/explain.ts'
import { explainDebianFailure } from './deb/explain.ts'
import { explainDocumentFailure } from './document/explain.ts'
import { explainEngineFailure } from './engine/explain.ts'
import { explainTreeFailure } from './entries/explain.ts'
import type { Explanation } from './explanation.ts'
import type { Failure } from './failure.ts'
import { explainFileFailure } from './file/explain.ts'
import { explainLayerFailure } from './layer/explain.ts'
import { explainWeightsFailure } from './layer/explain_weights.ts'
import { explainImageFailure } from './oci/explain.ts'
import { explainPackagerFailure } from './packager/explain.ts'
import { explainRuntimeLockFailure } from './packages/explain_runtime_lock.ts'
import { explainWheelFailure } from './packages/explain_wheel.ts'
import { printable } from './printable.ts'
import { explainProcessFailure } from './process/explain.ts'
import { explainPythonFailure } from './python/explain.ts'
import { explainPipFailure } from './python/explain_pip.ts'
import { explainPythonRunnerFailure } from './python/explain_runner.ts'
import { explainRegistryFailure } from './registry/explain.ts'
import { explainTarballFailure } from './tarball/explain.ts'
import { explainTemplateFailure } from './template/explain.ts'
import { withoutSecrets } from './without_secrets.ts'

/** What explains the failures of each topic: one that has none does not compile. */
const EXPLAINERS: {
  readonly [T in Failure['topic']]: (failure: Extract<Failure, { topic: T }>) => Explanation
} = {
  archive: explainArchiveFailure,
  argument: explainArgumentFailure,
  'base-images': explainBaseImagesFailure,
  bento: explainBentoFailure,
  binary: explainBinaryFailure,
  debian: explainDebianFailure,
  document: explainDocumentFailure,
  engine: explainEngineFailure,
  file: explainFileFailure,
  image: explainImageFailure,
  pip: explainPipFailure,
  process: explainProcessFailure,
  packager: explainPackagerFailure,
  python: explainPythonFailure,
  'python-runner': explainPythonRunnerFailure,
  registry: explainRegistryFailure,
  'runtime-lock': explainRuntimeLockFailure,
  tarball: explainTarballFailure,
  template: explainTemplateFailure,
  layer: explainLayerFailure,
  manager: explainManagerFailure,
  tree: explainTreeFailure,
  weights: explainWeightsFailure,
  wheel: explainWheelFailure,
  several: ({ failures }) => ({
    message: failures.map((each) => explain(each).message).join('; '),
  }),
}

/** Explains a failure to a person; no login that documents or other programs have in an address is repeated. */
export function explain(failure: Failure): Explanation {
  // The function of its own topic.
  const explainTopic = EXPLAINERS[failure.topic] as (failure: Failure) => Explanation
  const { message, accepted, fix } = explainTopic(failure)
  return {
    message: withoutSecrets(message),
    ...(accepted !== undefined && { accepted: withoutSecrets(accepted) }),
    ...(fix !== undefined && { fix: withoutSecrets(fix) }),
  }
}

/**
 * Renders a failure in rt's one error shape.
 *
 * @param context who speaks, such as `oci_push //mnist:push` or `rt push`
 */
export function describe(context: string, failure: Failure): string {
  if (failure.topic === 'several')
    return failure.failures.map((each) => describe(context, each)).join('\n')
  const { message, accepted, fix } = explain(failure)
  const lines = [`${context}: ${printable(message)}`]
  if (accepted !== undefined) lines.push(`  accepted: ${printable(accepted)}`)
  if (fix !== undefined) lines.push(`  fix: ${printable(fix)}`)
  return lines.join('\n')
}
