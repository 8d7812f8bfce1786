/** What the program in the container says. */
export interface OpenedLibraries {
  /** Libraries that could be opened, and their bytes together. */
  readonly opened: number
  readonly bytes: number
  /** Messages about libraries that lack what only the host's driver has. */
  readonly lackDriver: readonly string[]
  /** Messages about libraries that could not be opened for other reasons. */
  readonly failed: readonly string[]
  /** What functions answered. */
  readonly answers: readonly string[]
}

/** Libraries that the host brings into the container. */
const OF_DRIVER = /^lib(cuda|nvidia-[\w-]+)\.so\.\d+: cannot open shared object file/

/** Reads what `workspace/open_libraries.cc` prints. */
export function readLibraries(text: string): OpenedLibraries {
  const lines = text.split('\n').filter((line) => line !== '')
  const libraries = lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => {
      const [path = '', bytes = '', result = ''] = line.split('\t')
      return { path, bytes: Number(bytes), result }
    })
  const failures = libraries.filter(({ result }) => result !== 'ok')
  const isOfDriver = ({ result }: { readonly result: string }): boolean => OF_DRIVER.test(result)
  const message = ({ path, result }: (typeof failures)[number]): string => `${path}: ${result}`
  return {
    opened: libraries.length - failures.length,
    bytes: libraries.reduce((sum, library) => sum + library.bytes, 0),
    lackDriver: failures.filter(isOfDriver).map(message),
    failed: failures.filter((failure) => !isOfDriver(failure)).map(message),
    answers: lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2)),
  }
}
