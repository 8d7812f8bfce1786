import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Job } from './jobs.ts'

/** Does jobs in as many workers as there are cores; answers in the order of the jobs. */
export async function doJobs(jobs: readonly Job[]): Promise<readonly string[]> {
  const results: string[] = []
  const waiting = [...jobs.entries()]
  const drain = async (): Promise<void> => {
    const worker = new Worker(new URL('worker.ts', import.meta.url))
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, job] = next
        worker.postMessage(job)
        const [result] = (await once(worker, 'message')) as [string]
        results[index] = result
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, drain))
  return results
}
