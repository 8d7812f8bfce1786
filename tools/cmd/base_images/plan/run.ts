import { planBuild } from '../../../core/base_images/build_plan.ts'
import type { Shell } from '../../../node/shell.ts'
import type { MatrixRequest } from '../../matrix_request.ts'
import { readMatrix } from '../../matrix_request.ts'

/** What `rt base-images plan` is asked to do. */
export interface PlanRequest {
  readonly matrix: MatrixRequest
  /** What people call the manifest, where it is not its path. */
  readonly manifestName: string | undefined
}

/** Prints what is built of a manifest. */
export function planBaseImages({ matrix: request, manifestName }: PlanRequest, shell: Shell): void {
  const { manifest, matrix } = readMatrix({ ...request, manifestName }, shell)
  shell.stdout.write(`${JSON.stringify(planBuild(manifest, matrix))}\n`)
}
