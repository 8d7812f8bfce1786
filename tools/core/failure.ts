import type { ArchiveFailure } from './failures/archive.ts'
import { describeArchiveFailure } from './failures/archive.ts'
import type { ArgumentFailure } from './failures/argument.ts'
import { describeArgumentFailure } from './failures/argument.ts'
import type { BinaryFailure } from './failures/binary.ts'
import { describeBinaryFailure } from './failures/binary.ts'
import type { DebianFailure } from './failures/debian.ts'
import { describeDebianFailure } from './failures/debian.ts'
import type { EngineFailure } from './failures/engine.ts'
import { describeEngineFailure } from './failures/engine.ts'
import type { FileFailure } from './failures/file.ts'
import { describeFileFailure } from './failures/file.ts'
import type { ImageFailure } from './failures/image.ts'
import { describeImageFailure } from './failures/image.ts'
import type { LayerFailure } from './failures/layer.ts'
import { describeLayerFailure } from './failures/layer.ts'
import type { RegistryFailure } from './failures/registry.ts'
import { describeRegistryFailure } from './failures/registry.ts'
import type { RuntimeLockFailure } from './failures/runtime_lock.ts'
import { describeRuntimeLockFailure } from './failures/runtime_lock.ts'
import type { SeveralFailures } from './failures/several.ts'
import type { TemplateFailure } from './failures/template.ts'
import { describeTemplateFailure } from './failures/template.ts'
import type { TreeFailure } from './failures/tree.ts'
import { describeTreeFailure } from './failures/tree.ts'
import type { UnpackingFailure } from './failures/unpacking.ts'
import { describeUnpackingFailure } from './failures/unpacking.ts'
import type { WeightsFailure } from './failures/weights.ts'
import { describeWeightsFailure } from './failures/weights.ts'
import type { WheelFailure } from './failures/wheel.ts'
import { describeWheelFailure } from './failures/wheel.ts'
import { assertNever } from './never.ts'
import { printable } from './printable.ts'

/**
 * Every failure that rt expects, one closed union by topic.
 *
 * Bad input, a missing file, a registry that refuses: all of these are values of this type and are
 * printed by {@link describe}. Anything else that is thrown is a bug of rt.
 */
export type Failure =
  | ArchiveFailure
  | ArgumentFailure
  | BinaryFailure
  | DebianFailure
  | EngineFailure
  | FileFailure
  | ImageFailure
  | RegistryFailure
  | LayerFailure
  | RuntimeLockFailure
  | TemplateFailure
  | TreeFailure
  | UnpackingFailure
  | WeightsFailure
  | WheelFailure
  | SeveralFailures

/** What a person is told: what went wrong, what would be accepted, and what to do. */
export interface Explanation {
  /** Sentence case, no final period: what could not be done, and why. */
  readonly message: string
  /** What would have been accepted instead, when there is such a thing. */
  readonly accepted?: string
  /** What to change, ready to paste where possible. */
  readonly fix?: string
}

/** An expected failure on its way to `main`, the only place that prints it. */
export class ExpectedFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure, options?: ErrorOptions) {
    super(explain(failure).message, options)
    this.name = 'ExpectedFailure'
    this.failure = failure
  }
}

/** Explains a failure to a person; exhaustive over the topics. */
export function explain(failure: Failure): Explanation {
  switch (failure.topic) {
    case 'archive':
      return describeArchiveFailure(failure)
    case 'argument':
      return describeArgumentFailure(failure)
    case 'binary':
      return describeBinaryFailure(failure)
    case 'debian':
      return describeDebianFailure(failure)
    case 'engine':
      return describeEngineFailure(failure)
    case 'file':
      return describeFileFailure(failure)
    case 'image':
      return describeImageFailure(failure)
    case 'registry':
      return describeRegistryFailure(failure)
    case 'runtime-lock':
      return describeRuntimeLockFailure(failure)
    case 'template':
      return describeTemplateFailure(failure)
    case 'layer':
      return describeLayerFailure(failure)
    case 'tree':
      return describeTreeFailure(failure)
    case 'unpacking':
      return describeUnpackingFailure(failure)
    case 'weights':
      return describeWeightsFailure(failure)
    case 'wheel':
      return describeWheelFailure(failure)
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
