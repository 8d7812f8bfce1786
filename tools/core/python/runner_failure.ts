import type { StartProblem } from './start_in_place.ts'

/** A Python that cannot be run while building, or what it ran that failed. */
export type PythonRunnerFailure = NotOneProgram | NoPlace | NotStartable | RunEnded

/** Its root has no Python, or several. */
export interface NotOneProgram {
  readonly topic: 'python-runner'
  readonly reason: 'programs'
  readonly root: string
  readonly programs: readonly string[]
}

/** No directory for temporary files can be written that has a short name. */
export interface NoPlace {
  readonly topic: 'python-runner'
  readonly reason: 'no-place'
  readonly tried: readonly string[]
}

/** The Python cannot be started on this machine. */
export interface NotStartable {
  readonly topic: 'python-runner'
  readonly reason: 'not-startable'
  readonly program: string
  readonly problem: StartProblem
}

/** What ran ended with an error. */
export interface RunEnded {
  readonly topic: 'python-runner'
  readonly reason: 'ended'
  /** What ran: "module bentoml". */
  readonly what: string
  /** A clause: "it ended with 1". */
  readonly ending: string
  /** Last lines of what it said. */
  readonly output: readonly string[]
}
