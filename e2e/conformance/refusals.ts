/** A reason why somebody refuses an image, known and explained in docs/conformance.md. */
export interface Refusal {
  /** What stands in the matrix, and begins the explanation on the page. */
  readonly key: string
  /** What the refuser says. */
  readonly says: RegExp
}

/** All that are known. */
export const REFUSALS: readonly Refusal[] = [
  { key: 'gzip only', says: /validating layers: gzip: invalid header/ },
  { key: 'no zstd', says: /media ?type\S* \S*application\/vnd\.oci\.image\.layer\.v1\.tar\+zstd/i },
  { key: 'wants a layer', says: /layers.* (?:fewer than|at least) 1 item/ },
  { key: 'no index', says: /tag is ambiguous/ },
  { key: 'no OCI tar', says: /docker-import-\d+\/blobs\/json: no such file/ },
]

/** What to write into the matrix for a refusal: its key, or its own words where it is a new one. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const known = REFUSALS.find(({ says }) => says.test(text))
  return `refused (${known?.key ?? text.replaceAll(/[\s|]+/g, ' ').slice(-300)})`
}
