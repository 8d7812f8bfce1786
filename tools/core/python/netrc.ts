/** Who somebody is to a server. */
export interface Login {
  readonly user: string
  readonly password: string
}

/** Reads a netrc file: logins by host name; that of `default` has no name. The first one of a host counts. */
export function parseNetrc(text: string): ReadonlyMap<string, Login> {
  const found = new Map<string, Login>()
  let host: string | undefined
  let login: Login = { user: '', password: '' }
  const start = (next?: string): void => {
    if (host !== undefined && !found.has(host)) found.set(host, login)
    host = next
    login = { user: '', password: '' }
  }
  for (const [key, value] of pairs(text)) {
    if (key === 'machine') start(value)
    if (key === 'default') start('')
    if (key === 'login') login = { ...login, user: value }
    if (key === 'password') login = { ...login, password: value }
  }
  start()
  return found
}

/** Words with what follows each; comments and macros, which go to the next empty line, are passed over. */
function* pairs(text: string): Generator<readonly [key: string, value: string]> {
  const token = /\s*("(?:\\.|[^"\\])*"|\S+)/y
  const next = (): string => unquoted(token.exec(text)?.[1] ?? '')
  const skip = (end: string): void => {
    const at = text.indexOf(end, token.lastIndex)
    token.lastIndex = at === -1 ? text.length : at
  }
  for (let key = next(); key !== ''; key = next()) {
    if (key.startsWith('#')) skip('\n')
    else if (key === 'macdef') skip('\n\n')
    else yield [key, key === 'default' ? '' : next()]
  }
}

function unquoted(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token
}
