/** What BentoML 1.4 takes for each version of CUDA that it has images of. */
const VERSIONS = [
  ...['12.8.1', '12.8.0', '12.6.3', '12.6.2', '12.6.1', '12.6.0', '12.1.1', '12.1.0', '12.0.1'],
  ...['12.0.0', '11.8.0', '11.7.1', '11.6.2', '11.4.3', '11.2.2'],
]

/** The words that are accepted, for messages. */
export const CUDA_WORDS: readonly string[] = [
  'default',
  ...new Set(VERSIONS.flatMap((version) => [major(version), minor(version), version])),
]

/** The version in full: `12` is the newest 12, `12.6` the newest 12.6; undefined for what BentoML does not know. */
export function cudaVersion(text: string): string | undefined {
  if (text === 'default') return VERSIONS[0]
  return VERSIONS.find((version) => [major(version), minor(version), version].includes(text))
}

function major(version: string): string {
  return version.split('.')[0] ?? version
}

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}
