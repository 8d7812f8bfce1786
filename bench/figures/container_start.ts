import type { TestEngine } from '../../tools/testing/engines.ts'
import { podmanRunFlags } from '../../tools/testing/engines.ts'
import { freePort } from '../../tools/testing/free_port.ts'
import type { Observation } from '../measure/rounds.ts'
import { untilReady } from '../../tools/testing/until_ready.ts'

/**
 * Starts a container and asks until it answers.
 *
 * @param words what follows the options of `podman run`, more of them and the image first, for a port of loopback
 * @param path what is asked for
 */
export async function startAndAsk(
  podman: TestEngine,
  words: (port: number) => readonly string[],
  path = '/',
): Promise<Observation> {
  const port = await freePort()
  const flags = [
    ...podmanRunFlags().filter((flag) => !flag.startsWith('--network')),
    ...['--detach', '--network=host', '--read-only', '--user=65532', `--env=PORT=${port}`],
  ]
  const began = performance.now()
  const container = await podman.run('run', ...flags, ...words(port))
  try {
    await untilReady(`http://127.0.0.1:${port}${path}`, { seconds: 120, pause: 20 })
    const wall = (performance.now() - began) / 1000
    // The container is the engine's child; what it takes is not counted.
    return { wall, cpu: NaN, memory: NaN, read: NaN, written: NaN, stdout: '' }
  } finally {
    // At once: a service that is stopped in the moment when its time is over is an error of podman.
    await podman.run('rm', '--force', '--time=0', container.trim())
  }
}
