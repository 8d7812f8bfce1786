import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FuzzReport, FuzzSettings } from './target.ts'
import type { FuzzAnswer, FuzzJob } from './worker.ts'

/** How long one input may take; anything that takes so long never ends. */
const PATIENCE_MS = 60_000

/** Tries targets in a thread, so that a reader that never comes back is a finding and not the end. */
export class FuzzRunner implements AsyncDisposable {
  #worker: Worker | undefined

  /** Tries one target, by its name. */
  async run(target: string, settings: FuzzSettings): Promise<FuzzReport> {
    const worker = (this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url)))
    const progress = new SharedArrayBuffer(4)
    const stalled = Promise.withResolvers<undefined>()
    const stopWatching = watch(new Int32Array(progress), () => stalled.resolve(undefined))
    try {
      worker.postMessage({ target, settings, progress } satisfies FuzzJob)
      const answered = once(worker, 'message') as Promise<[FuzzAnswer]>
      const answer = await Promise.race([answered, stalled.promise])
      if (answer === undefined) return await this.#giveUp(target, settings, progress)
      if ('bug' in answer[0]) throw new Error(answer[0].bug)
      return answer[0]
    } finally {
      stopWatching()
    }
  }

  async #giveUp(
    target: string,
    { seed }: FuzzSettings,
    progress: SharedArrayBuffer,
  ): Promise<FuzzReport> {
    await this.#worker?.terminate()
    this.#worker = undefined
    const runs = Atomics.load(new Int32Array(progress), 0)
    const finding = `npm run fuzz -- --target ${target} --seed ${seed} --runs ${runs}\nnever comes back`
    return { target, runs, finding }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate()
  }
}

/** Calls back when a counter has stood still for too long; answers how to stop watching. */
function watch(counter: Int32Array<SharedArrayBuffer>, onStall: () => void): () => void {
  let seen = -1
  const timer = setInterval(() => {
    const now = Atomics.load(counter, 0)
    if (now === seen) onStall()
    seen = now
  }, PATIENCE_MS)
  return () => clearInterval(timer)
}
