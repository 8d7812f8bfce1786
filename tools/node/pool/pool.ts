import type { Job } from './job.ts'
import { JobThread } from './job_thread.ts'

/** Does jobs elsewhere or here, in any order; who asks sees to the order of the answers. */
export interface JobRunner extends AsyncDisposable {
  /** @throws ExpectedFailure when the job does */
  run<Input, Output>(job: Job<Input, Output>, input: Input): Promise<Output>
}

/** Does jobs on the thread that asks, before `run` returns: for work too small for threads, or beside them. */
export const INLINE_RUNNER: JobRunner = {
  run: (job, input) =>
    new Promise((resolve) => {
      resolve(job.run(input))
    }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}

/**
 * Worker threads that do jobs; they are started when there is work for them, or before, and stopped on disposal.
 *
 * A thread that is done waits for its next job until the thread that asks is not busy. Where both work hard,
 * jobs are better handed out `ahead`.
 */
export class WorkerPool implements JobRunner {
  /** Most threads at a time. */
  readonly limit: number
  readonly #most: number
  readonly #threads = new Set<JobThread>()
  /** Jobs that no thread has taken yet. */
  readonly #waiting: ((thread: JobThread) => Promise<unknown>)[] = []

  /**
   * @param limit most threads at a time
   * @param ahead jobs that a thread has beside the one that it does; for many small ones
   */
  constructor(limit: number, ahead = 0) {
    this.limit = limit
    this.#most = 1 + ahead
  }

  /** Starts all threads, for work that is sure to come; to start takes them as long as reading a few thousand files. */
  start(): void {
    while (this.#threads.size < this.limit) this.#start()
  }

  run<Input, Output>(job: Job<Input, Output>, input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.#waiting.push((thread) => thread.run(job, input).then(resolve, reject))
      this.#dispatch()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.length = 0
    await Promise.all([...this.#threads].map((thread) => thread[Symbol.asyncDispose]()))
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freest()
      const ask = thread === undefined ? undefined : this.#waiting.shift()
      if (thread === undefined || ask === undefined) return
      void ask(thread).then(() => this.#done(thread))
    }
  }

  /** The thread with the fewest jobs; a new one where all have some. Undefined when all have enough. */
  #freest(): JobThread | undefined {
    const [freest] = [...this.#threads].sort((a, b) => a.jobs - b.jobs)
    if (freest?.jobs !== 0 && this.#threads.size < this.limit) return this.#start()
    return freest !== undefined && freest.jobs < this.#most ? freest : undefined
  }

  #start(): JobThread {
    const thread = new JobThread()
    this.#threads.add(thread)
    return thread
  }

  #done(thread: JobThread): void {
    if (!thread.usable) this.#threads.delete(thread)
    this.#dispatch()
  }
}
