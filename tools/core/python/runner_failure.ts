import type { StartProblem } from './start_in_place.ts'

/** A Python that cannot be run while building, or what it ran that failed. */
export type PythonRunnerFailure =
  /** There is none in its root, or there are several. */
  | Reason<'programs', { readonly root: string; readonly programs: readonly string[] }>
  /** No directory for temporary files can be written that has a short name. */
  | Reason<'no-place', { readonly tried: readonly string[] }>
  | Reason<'not-startable', { readonly program: string; readonly problem: StartProblem }>
  | Reason<
      'ended',
      {
        /** What ran: "module bentoml". */
        readonly what: string
        /** A clause: "it ended with 1". */
        readonly ending: string
        /** Last lines of what it said. */
        readonly output: readonly string[]
      }
    >

type Reason<R extends string, Fields> = {
  readonly topic: 'python-runner'
  readonly reason: R
} & Fields
