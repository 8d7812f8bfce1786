/** Places of documentation and of what only checkers of packages read. */
const DOCUMENTATION = /^usr\/share\/(?:doc|man|info|groff|linda|lintian|bug|doc-base)(?=\/|$)/

/** What stays: the licence, and whole directories that are links to where the licence is. */
const LICENCE = /^usr\/share\/doc(?:\/[^/]+(?:\/copyright[^/]*)?)?$/

/**
 * Whether a file is left out of a layer without documentation: manual pages, examples, change logs. Licence
 * texts are kept, as their terms ask.
 *
 * @param path below the root
 * @param kind a directory of documentation is made only for what stays in it
 */
export function isDocumentation(path: string, kind: 'file' | 'directory' | 'link'): boolean {
  if (!DOCUMENTATION.test(path)) return false
  return kind === 'directory' || !LICENCE.test(path)
}
