import { setTimeout as sleep } from 'node:timers/promises'

const MAX_SECONDS = 120

/** Waits until a service answers well. Throws an Error where it does not within two minutes. */
export async function firstAnswer(url: string): Promise<void> {
  const end = performance.now() + MAX_SECONDS * 1000
  for (;;) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok === true) return
    if (performance.now() > end) throw new Error('the service does not answer')
    await sleep(20)
  }
}
