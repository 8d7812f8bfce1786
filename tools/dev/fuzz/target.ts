import fc from 'fast-check'

/** How long and from where a target is tried. */
export interface FuzzSettings {
  /** Decides every input; the same seed gives the same inputs. */
  readonly seed: number
  /** Inputs at most. */
  readonly runs: number
  /** Milliseconds after which no further input is tried; undefined for no limit. */
  readonly milliseconds?: number
  /** Of a finding: goes straight to its counterexample. */
  readonly path?: string
}

/** What trying a target gave. */
export interface FuzzReport {
  readonly target: string
  readonly runs: number
  /** The smallest input that shows it and the way to see it again; undefined where all went well. */
  readonly finding?: string
}

/** A reader of something that others write, and what holds whatever it reads. */
export interface FuzzTarget {
  readonly name: string
  /**
   * Tries inputs.
   *
   * @param onRun called before each
   */
  readonly fuzz: (settings: FuzzSettings, onRun: () => void) => Promise<FuzzReport>
}

/**
 * Makes a target.
 *
 * @param holds throws where something is wrong with what becomes of an input
 */
export function fuzzTarget<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  holds: (input: T) => void | Promise<void>,
): FuzzTarget {
  return {
    name,
    fuzz: async (settings, onRun) => {
      const property = fc.asyncProperty(inputs, async (input) => {
        onRun()
        await holds(input)
      })
      const details = await fc.check(property, parametersOf(settings))
      const { failed, numRuns: runs } = details
      return { target: name, runs, ...(failed ? { finding: findingOf(name, details) } : {}) }
    },
  }
}

function parametersOf<T>({ seed, runs, milliseconds, path }: FuzzSettings): fc.Parameters<[T]> {
  return {
    seed,
    numRuns: runs,
    ...(milliseconds === undefined ? {} : { plugins: [timeLimit<T>(milliseconds)] }),
    ...(path === undefined ? {} : { path }),
  }
}

/** A limit for inputs of any type. */
function timeLimit<T>(milliseconds: number): fc.Plugin<[T]> {
  return fc.interruptAfterTimeLimit(milliseconds) as fc.Plugin<[T]>
}

function findingOf<T>(name: string, details: fc.RunDetails<[T]>): string {
  const { seed, counterexamplePath, counterexample, errorInstance } = details
  const error =
    errorInstance instanceof Error
      ? (errorInstance.stack ?? errorInstance.message)
      : String(errorInstance)
  return [
    `npm run fuzz -- --target ${name} --seed ${seed} --path ${counterexamplePath ?? ''}`,
    `input: ${show(counterexample?.[0])}`,
    error,
  ].join('\n')
}

/** Bytes as the characters of the same numbers, so that people see the text in them. */
function show(input: unknown): string {
  if (!(input instanceof Uint8Array)) return fc.stringify(input)
  return `bytes of ${JSON.stringify(Buffer.from(input).toString('latin1'))}`
}
