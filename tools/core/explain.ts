import { explainArchiveFailure } from './archive/explain.ts'
import { explainUnpackingFailure } from './archive/explain_unpacking.ts'
import { explainArgumentFailure } from './arguments/explain.ts'
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
import { assertNever } from './never.ts'
import { explainImageFailure } from './oci/explain.ts'
import { explainRuntimeLockFailure } from './packages/explain_runtime_lock.ts'
import { explainWheelFailure } from './packages/explain_wheel.ts'
import { printable } from './printable.ts'
import { explainPythonFailure } from './python/explain.ts'
import { explainRegistryFailure } from './registry/explain.ts'
import { explainTemplateFailure } from './template/explain.ts'

/** Explains a failure to a person; exhaustive over the topics. */
export function explain(failure: Failure): Explanation {
  switch (failure.topic) {
    case 'archive':
      return explainArchiveFailure(failure)
    case 'argument':
      return explainArgumentFailure(failure)
    case 'binary':
      return explainBinaryFailure(failure)
    case 'debian':
      return explainDebianFailure(failure)
    case 'document':
      return explainDocumentFailure(failure)
    case 'engine':
      return explainEngineFailure(failure)
    case 'file':
      return explainFileFailure(failure)
    case 'image':
      return explainImageFailure(failure)
    case 'python':
      return explainPythonFailure(failure)
    case 'registry':
      return explainRegistryFailure(failure)
    case 'runtime-lock':
      return explainRuntimeLockFailure(failure)
    case 'template':
      return explainTemplateFailure(failure)
    case 'layer':
      return explainLayerFailure(failure)
    case 'tree':
      return explainTreeFailure(failure)
    case 'unpacking':
      return explainUnpackingFailure(failure)
    case 'weights':
      return explainWeightsFailure(failure)
    case 'wheel':
      return explainWheelFailure(failure)
    case 'several':
      return { message: failure.failures.map((each) => explain(each).message).join('; ') }
    default:
      return assertNever(failure)
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
