import type { ArchiveFailure } from './archive/failure.ts'
import type { ArgumentFailure } from './arguments/failure.ts'
import type { BaseImagesFailure } from './base_images/failure.ts'
import type { ManagerFailure } from './base_images/manager_failure.ts'
import type { BentoFailure } from './bento/failure.ts'
import type { BinaryFailure } from './binary/failure.ts'
import type { DebianFailure } from './deb/failure.ts'
import type { DocumentFailure } from './document/failure.ts'
import type { EngineFailure } from './engine/failure.ts'
import type { TreeFailure } from './entries/failure.ts'
import type { FileFailure } from './file/failure.ts'
import type { LayerFailure } from './layer/failure.ts'
import type { WeightsFailure } from './layer/weights_failure.ts'
import type { ImageFailure } from './oci/failure.ts'
import type { PackagerFailure } from './packager/failure.ts'
import type { RuntimeLockFailure } from './packages/runtime_lock_failure.ts'
import type { WheelFailure } from './packages/wheel_failure.ts'
import type { ProcessFailure } from './process/failure.ts'
import type { PythonFailure } from './python/failure.ts'
import type { PipFailure } from './python/pip_failure.ts'
import type { PythonRunnerFailure } from './python/runner_failure.ts'
import type { RegistryFailure } from './registry/failure.ts'
import type { TarballFailure } from './tarball/failure.ts'
import type { TemplateFailure } from './template/failure.ts'

/**
 * Every failure that rt expects, one closed union by topic. Each topic's own union is in a `failure.ts`
 * beside what fails, and holds data only; its words are in the `explain.ts` beside that.
 *
 * Bad input, a missing file, a registry that refuses: all of these are values of this type and are
 * printed by the entry of the program. Anything else that is thrown is a bug of rt.
 */
export type Failure =
  | ArchiveFailure
  | ArgumentFailure
  | BaseImagesFailure
  | BentoFailure
  | BinaryFailure
  | DebianFailure
  | DocumentFailure
  | EngineFailure
  | FileFailure
  | ImageFailure
  | PipFailure
  | ProcessFailure
  | PackagerFailure
  | PythonFailure
  | PythonRunnerFailure
  | RegistryFailure
  | LayerFailure
  | ManagerFailure
  | RuntimeLockFailure
  | TarballFailure
  | TemplateFailure
  | TreeFailure
  | WeightsFailure
  | WheelFailure
  | SeveralFailures

/** Mistakes that were found together, so that a person can correct them together. Two or more. */
export interface SeveralFailures {
  readonly topic: 'several'
  readonly reason: 'together'
  readonly failures: readonly Failure[]
}

/** One failure out of one or more: itself when it is alone. */
export function together(first: Failure, rest: readonly Failure[]): Failure {
  return rest.length === 0
    ? first
    : { topic: 'several', reason: 'together', failures: [first, ...rest] }
}

/** An expected failure on its way to the entry of the program, the only place that puts it into words. */
export class ExpectedFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.topic}: ${failure.reason}`, options)
    this.name = 'ExpectedFailure'
    this.failure = failure
  }
}
