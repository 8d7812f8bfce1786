import type { LargeSet } from './sets.ts'
import type { Trial } from './try_set.ts'

/** Decimal megabytes. */
function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}

/** A report of one set, for people. */
export function describeTrial({ name }: LargeSet, trial: Trial): string {
  const { layers, seconds, opened, bytes, lackDriver, failed, answers } = trial
  const stored = layers.reduce((sum, { size }) => sum + size, 0)
  return [
    `${name}: ${layers.length} layers of ${megabytes(stored)} MB, ${megabytes(bytes)} MB of libraries`,
    ...layers.map(({ digest, size, content }) => {
      return `  ${megabytes(size).padStart(7)} MB  ${digest.slice(7, 19)}  ${content}`
    }),
    `  fetch and build ${seconds.build.toFixed(1)} s, load ${seconds.load.toFixed(1)} s, open all ${seconds.run.toFixed(1)} s`,
    `  opened ${opened}, ${lackDriver.length} lack the driver, ${failed.length} failed`,
    ...lackDriver.map((message) => `  lacks the driver: ${message}`),
    ...failed.map((message) => `  FAILED: ${message}`),
    ...answers.map((answer) => `  ${answer}`),
    '',
  ].join('\n')
}
