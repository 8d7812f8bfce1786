import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { JobInput, JobName, JobOutput } from './jobs.ts'
import { doJob } from './jobs.ts'

/**
 * This module both starts worker threads and is what they run. Worker threads load the file that this module
 * is in: itself from source, the whole program when bundled (whose `main` does nothing off the main thread).
 */
const SELF = new URL(import.meta.url)
const ROLE = 'rt job server'

interface Answer {
  readonly output?: unknown
  /** Expected failures cross threads as data. */
  readonly failure?: Failure
  /** Everything else is a bug; its stack survives the crossing. */
  readonly error?: unknown
}

interface Task {
  readonly name: JobName
  readonly input: unknown
  readonly settle: (answer: Answer) => void
}

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
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Task>()
  readonly #waiting: Task[] = []

  /** @param limit most threads at a time */
  constructor(limit: number) {
    this.#limit = limit
  }

  run<N extends JobName>(name: N, input: JobInput<N>): Promise<JobOutput<N>> {
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer): void => {
        if (answer.failure !== undefined) reject(new ExpectedFailure(answer.failure))
        else if ('error' in answer) reject(answer.error)
        else resolve(answer.output as JobOutput<N>)
      }
      this.#waiting.push({ name, input, settle })
      this.#dispatch()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const workers = [...this.#idle, ...this.#busy.keys()]
    this.#waiting.length = 0
    this.#busy.clear()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? this.#start()
      if (worker === undefined) return
      const task = this.#waiting.shift()
      if (task === undefined) return
      this.#busy.set(worker, task)
      worker.postMessage({ name: task.name, input: task.input })
    }
  }

  #start(): Worker | undefined {
    if (this.#busy.size >= this.#limit) return undefined
    const worker = new Worker(SELF, { workerData: ROLE })
    worker.on('message', (answer: Answer) => this.#finish(worker, answer, true))
    worker.on('error', (error: unknown) => this.#finish(worker, { error }, false))
    return worker
  }

  #finish(worker: Worker, answer: Answer, usable: boolean): void {
    const task = this.#busy.get(worker)
    this.#busy.delete(worker)
    if (usable) this.#idle.push(worker)
    task?.settle(answer)
    this.#dispatch()
  }
}

function serve(): void {
  parentPort?.on('message', ({ name, input }: { name: JobName; input: never }) => {
    parentPort?.postMessage(answerTo(name, input))
  })
}

function answerTo(name: JobName, input: never): Answer {
  try {
    return { output: doJob(name, input) }
  } catch (error) {
    return error instanceof ExpectedFailure ? { failure: error.failure } : { error }
  }
}

if (!isMainThread && workerData === ROLE) serve()
