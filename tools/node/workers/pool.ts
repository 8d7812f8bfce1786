import { JobThread } from './job_thread.ts'
import type { JobInput, JobName, JobOutput } from './jobs.ts'
import { doJob } from './jobs.ts'

/** Does jobs elsewhere or here, in any order; who asks sees to the order of the answers. */
export interface JobRunner extends AsyncDisposable {
  /** @throws ExpectedFailure when the job does */
  run<N extends JobName>(name: N, input: JobInput<N>): Promise<JobOutput<N>>
}

/** Does jobs on the thread that asks, for work too small to start threads for. */
export const INLINE_RUNNER: JobRunner = {
  run: (name, input) =>
    new Promise((resolve) => {
      resolve(doJob(name, input))
    }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}

/** Worker threads that do jobs; they are started when there is work for them and stopped on disposal. */
export class WorkerPool implements JobRunner {
  readonly #limit: number
  readonly #idle: JobThread[] = []
  readonly #busy = new Set<JobThread>()
  /** Jobs that no thread has taken yet. */
  readonly #waiting: ((thread: JobThread) => Promise<unknown>)[] = []

  /** @param limit most threads at a time */
  constructor(limit: number) {
    this.#limit = limit
  }

  run<N extends JobName>(name: N, input: JobInput<N>): Promise<JobOutput<N>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push((thread) => thread.run(name, input).then(resolve, reject))
      this.#dispatch()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.length = 0
    const threads = [...this.#idle, ...this.#busy]
    await Promise.all(threads.map((thread) => thread[Symbol.asyncDispose]()))
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle.pop() ?? this.#start()
      const job = thread === undefined ? undefined : this.#waiting.shift()
      if (thread === undefined || job === undefined) return
      this.#busy.add(thread)
      void job(thread).then(() => this.#free(thread))
    }
  }

  #start(): JobThread | undefined {
    return this.#busy.size < this.#limit ? new JobThread() : undefined
  }

  #free(thread: JobThread): void {
    this.#busy.delete(thread)
    if (thread.usable) this.#idle.push(thread)
    this.#dispatch()
  }
}
