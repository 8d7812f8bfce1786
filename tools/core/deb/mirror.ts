/** A mirror as a user names it: `URL [RELEASE...]`. */
export interface Mirror {
  /** Root of the repository, without a slash at its end. */
  readonly url: string
  /** Releases to look for packages in; the suite itself where none is named. */
  readonly releases: readonly string[]
}

/** Reads a mirror, such as `https://mirror.example/debian bookworm bookworm-updates`. */
export function parseMirror(text: string, suite: string): Mirror | undefined {
  const [url = '', ...releases] = text.trim().split(/\s+/)
  if (!/^https?:\/\/[^/]/.test(url)) return undefined
  return { url: url.replace(/\/+$/, ''), releases: releases.length > 0 ? releases : [suite] }
}
