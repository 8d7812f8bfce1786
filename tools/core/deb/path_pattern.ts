/**
 * Whether a path matches one of several patterns of dpkg's `--path-exclude`: `*` is any text, also of several folders,
 * and all else is itself.
 *
 * @param path below the root, without a slash before it
 * @param patterns each with a slash before it
 */
export function matchesPath(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`, 's').test(`/${path}`)
  })
}
