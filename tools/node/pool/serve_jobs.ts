import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Answer, Job, Question } from './job.ts'
import { JOB_SERVER } from './job_server.ts'

/** Does these jobs whenever it is asked for one, if this thread was started to do jobs. */
export function serveJobs(jobs: readonly Job<never, unknown>[]): void {
  if (isMainThread || workerData !== JOB_SERVER) return
  const known = new Map(jobs.map((job) => [job.name, job]))
  parentPort?.on('message', ({ name, input }: Question) => {
    parentPort?.postMessage(answerTo(known.get(name), { name, input }))
  })
}

function answerTo(job: Job<never, unknown> | undefined, { name, input }: Question): Answer {
  try {
    if (job === undefined) throw new RangeError(`No thread does the job "${name}"`)
    return { output: job.run(input as never) }
  } catch (error) {
    return error instanceof ExpectedFailure ? { failure: error.failure } : { error }
  }
}
