import { rmSync } from 'node:fs'
import { startDockerRegistry } from '../../tools/testing/docker_registry.ts'

/** A registry of another program. */
export interface RunningDockerRegistry extends AsyncDisposable {
  /** HOST:PORT. */
  readonly host: string
}

/** Starts an empty docker-registry that keeps what it is sent in a folder, which goes with it. */
export async function startEmptyDockerRegistry(folder: string): Promise<RunningDockerRegistry> {
  const registry = await startDockerRegistry({ directory: folder })
  return {
    host: registry.host,
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
