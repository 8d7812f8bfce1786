import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { JOB_SERVER } from './job_server.ts'
import type { JobInput, JobName, JobOutput } from './jobs.ts'
import { doJob } from './jobs.ts'

/**
 * This module both starts worker threads and is what they run. Worker threads load the file that this module
 * is in: itself from source, the whole program when bundled (whose `main` loads this module off the main
 * thread, and does nothing else).
 */
const SELF = new URL(import.meta.url)

interface Answer {
  readonly output?: unknown
  /** Expected failures cross threads as data. */
  readonly failure?: Failure
  /** Everything else is a bug; its stack survives the crossing. */
  readonly error?: unknown
}

/**
 * A worker thread that does jobs in the order in which they are asked for. It keeps the program from ending
 * only while it has some.
 */
export class JobThread implements AsyncDisposable {
  readonly #worker = new Worker(SELF, {
    argv: [JOB_SERVER],
    workerData: JOB_SERVER,
    // Jobs leave next to nothing behind. V8 would make room for 16 MB of it, and use 3.
    resourceLimits: { maxYoungGenerationSizeMb: 1 },
  })
  /** What is asked for and not answered yet. */
  readonly #answering: ((answer: Answer) => void)[] = []
  #broken: Answer | undefined

  constructor() {
    this.#worker.on('message', (answer: Answer) => this.#answered(answer))
    this.#worker.on('error', (error: unknown) => this.#break({ error }))
  }

  /** False when the thread has died of a bug. */
  get usable(): boolean {
    return this.#broken === undefined
  }

  /** How many jobs it has to do. */
  get jobs(): number {
    return this.#answering.length
  }

  /** @throws ExpectedFailure when the job does */
  run<N extends JobName>(name: N, input: JobInput<N>): Promise<JobOutput<N>> {
    return new Promise((resolve, reject) => {
      const respond = (answer: Answer): void => {
        if (answer.failure !== undefined) reject(new ExpectedFailure(answer.failure))
        else if ('error' in answer) reject(answer.error)
        else resolve(answer.output as JobOutput<N>)
      }
      if (this.#broken !== undefined) return respond(this.#broken)
      this.#answering.push(respond)
      this.#worker.ref()
      this.#worker.postMessage({ name, input })
    })
  }

  /** Ends the thread; what it was asked for is never answered. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#answering.length = 0
    await this.#worker.terminate()
  }

  #answered(answer: Answer): void {
    this.#answering.shift()?.(answer)
    if (this.#answering.length === 0) this.#worker.unref()
  }

  #break(answer: Answer): void {
    this.#broken = answer
    for (const respond of this.#answering.splice(0)) respond(answer)
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

if (!isMainThread && workerData === JOB_SERVER) serve()
