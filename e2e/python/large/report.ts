import type { LargeSet } from './sets.ts'
import type { ListedLayer, Trial } from './try_set.ts'

/** Decimal megabytes. */
function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}

function total(layers: readonly ListedLayer[]): number {
  return layers.reduce((sum, { size }) => sum + size, 0)
}

/** What is wrong with what a set became; nothing where it is as it must be. */
export function faults({ prints }: LargeSet, { printed, ownLayers }: Trial): readonly string[] {
  const large = ownLayers.filter(({ size }) => size > 100_000)
  return [
    ...(prints.test(printed) ? [] : [`FAILED: the program printed ${printed.trim()}`]),
    ...large.map(({ content }) => `FAILED: the second application has ${content} once more`),
  ]
}

/** A report of one set, for people. */
export function describeTrial(set: LargeSet, trial: Trial): string {
  const { layers, ownLayers, seconds, printed, pip } = trial
  const time = (step: keyof typeof seconds): string => `${seconds[step].toFixed(1)} s`
  return [
    `${set.name}: ${layers.length} layers of ${megabytes(total(layers))} MB`,
    ...layers.map(({ digest, size, content }) => {
      return `  ${megabytes(size).padStart(7)} MB  ${digest.slice(7, 19)}  ${content}`
    }),
    `  lock ${time('lock')}, fetch ${time('fetch')}, layers and image ${time('build')}`,
    `  second application ${time('second')}, ${megabytes(total(ownLayers))} MB of its own`,
    `  load ${time('load')}, start to end ${time('start')}, again ${time('startAgain')}`,
    `  pip install ${pip.seconds.install.toFixed(1)} s, one layer ${pip.seconds.pack.toFixed(1)} s, ${megabytes(pip.size)} MB`,
    `  printed: ${printed.trim().split('\n').at(-1) ?? ''}`,
    ...faults(set, trial).map((fault) => `  ${fault}`),
    '',
  ].join('\n')
}
