/** Wheels and programs in Python that cannot be put into an image. */
export type PythonFailure =
  /** A wheel that is not as the specification wants it. */
  | {
      readonly topic: 'python'
      readonly reason: 'invalid-wheel'
      readonly file: string
      /** A clause: what is wrong. */
      readonly problem: string
    }
  /** A wheel for another Python or platform. */
  | {
      readonly topic: 'python'
      readonly reason: 'unfit-wheel'
      readonly file: string
      readonly problem: string
    }
  /** Two wheels with one path. */
  | {
      readonly topic: 'python'
      readonly reason: 'shared-paths'
      readonly first: string
      readonly second: string
      readonly paths: readonly string[]
    }
  /** Two wheels of one distribution. */
  | {
      readonly topic: 'python'
      readonly reason: 'two-versions'
      readonly distribution: string
      readonly files: readonly string[]
    }
  /** A console script that no wheel brings. */
  | {
      readonly topic: 'python'
      readonly reason: 'unknown-script'
      readonly script: string
      readonly known: readonly string[]
    }
  /** The interpreter ended, or gave no sense, while it compiled. */
  | {
      readonly topic: 'python'
      readonly reason: 'compiler-ended'
      readonly python: string
      /** What it said last. */
      readonly detail: string
    }
  /** The interpreter that compiles is not of the version of the image. */
  | {
      readonly topic: 'python'
      readonly reason: 'wrong-version'
      readonly python: string
      readonly found: string
      readonly wanted: string
    }
  /** A place for a virtual environment that has something else. */
  | {
      readonly topic: 'python'
      readonly reason: 'foreign-directory'
      readonly directory: string
    }
  /** No Python of a version on this machine. */
  | {
      readonly topic: 'python'
      readonly reason: 'no-python'
      readonly version: string
    }
