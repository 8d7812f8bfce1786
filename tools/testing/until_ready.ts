import { setTimeout as sleep } from 'node:timers/promises'

/** How long a service may take. */
export interface Patience {
  readonly seconds: number
  /** Milliseconds between two requests; 100 if not given. */
  readonly pause?: number
  /** What an error says besides. */
  readonly logs?: () => Promise<string>
}

/** Asks a service until it answers that all is well. Throws an Error where it does not. */
export async function untilReady(
  url: string,
  { seconds, pause = 100, logs }: Patience,
): Promise<void> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok === true) return
    if (performance.now() > end) {
      const said = (await logs?.()) ?? ''
      throw new Error(`${url} is not ready: ${answer?.status ?? 'no answer'} ${said}`)
    }
    await sleep(pause)
  }
}
