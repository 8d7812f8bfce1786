import { parentPort } from 'node:worker_threads'
import type { FuzzReport, FuzzSettings } from './target.ts'
import { TARGETS } from './targets.ts'

/** What the worker is asked to do. */
export interface FuzzJob {
  readonly target: string
  readonly settings: FuzzSettings
  /** One 32-bit number: inputs tried so far, for who watches. */
  readonly progress: SharedArrayBuffer
}

/** What it answers. */
export type FuzzAnswer = FuzzReport | { readonly bug: string }

parentPort?.on('message', (job: FuzzJob) => {
  void work(job).then(
    (report) => parentPort?.postMessage(report),
    (error: unknown) => parentPort?.postMessage({ bug: String(error) }),
  )
})

async function work({ target: name, settings, progress }: FuzzJob): Promise<FuzzReport> {
  const target = TARGETS.find((each) => each.name === name)
  if (target === undefined) throw new Error(`No target "${name}"`)
  const counter = new Int32Array(progress)
  return target.fuzz(settings, () => Atomics.add(counter, 0, 1))
}
