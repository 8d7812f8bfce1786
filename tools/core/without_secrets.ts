/** Addresses that may have a login. */
const SCHEME = /(?:https?|ftp|git|ssh|svn|hg|bzr)(?:\+[a-z]+)?:\/+/

/** A login before a host; also one that no address can have, such as a password with a slash, up to the last @. */
const LOGIN = new RegExp(
  `(${SCHEME.source})(?:[^\\s"'/]+@|[^\\s"'/:@]*:(?!\\d*(?:[/?#\\s"']|$))[^\\s"']*@)`,
  'gi',
)

/** Parts of a query that let somebody in. */
const QUERY = /([?&][^\s"'&=#]*(?:auth|cred|key|pass|secret|sig|token)[^\s"'&=#]*=)[^\s"'&#]+/gi

/** A text for people in which no address has a login or a signature: documents and other programs may repeat them. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(LOGIN, '$1***@').replaceAll(QUERY, '$1***')
}
