import { Worker } from 'node:worker_threads'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Answer, Job, Question } from './job.ts'
import { JOB_SERVER } from './job_server.ts'

/**
 * What worker threads load: from source, the file that knows the jobs of all their owners; when bundled, the
 * whole program, whose `main` loads that file off the main thread, and does nothing else.
 */
const SERVER = new URL(
  import.meta.url.endsWith('.ts') ? '../jobs.ts' : import.meta.url,
  import.meta.url,
)

/**
 * A worker thread that does jobs in the order in which they are asked for. It keeps the program from ending
 * only while it has some.
 */
export class JobThread implements AsyncDisposable {
  readonly #worker = new Worker(SERVER, {
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
  run<Input, Output>({ name }: Job<Input, Output>, input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      const respond = (answer: Answer): void => {
        if (answer.failure !== undefined) reject(new ExpectedFailure(answer.failure))
        else if ('error' in answer) reject(answer.error)
        else resolve(answer.output as Output)
      }
      if (this.#broken !== undefined) return respond(this.#broken)
      this.#answering.push(respond)
      this.#worker.ref()
      this.#worker.postMessage({ name, input } satisfies Question)
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
