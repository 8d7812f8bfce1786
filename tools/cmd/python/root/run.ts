import { writeRoot } from '../../../node/python/write_root.ts'

/** What `rt python root` is asked to do. */
export interface PythonRootRequest {
  readonly out: string
  /** A directory for what is needed of it to compile; not made if not given. */
  readonly compilerOut?: string
  /** As Debian calls it. */
  readonly architecture: string
  /** Paths of .deb files. */
  readonly debs: readonly string[]
}

/**
 * Makes the directory.
 *
 * @throws ExpectedFailure when a package cannot be read or does not fit the others
 */
export async function makePythonRoot(
  request: PythonRootRequest,
  signal: AbortSignal,
): Promise<void> {
  await writeRoot({ ...request, signal })
}
