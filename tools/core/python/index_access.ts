import type { Login } from './netrc.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What an index asks of those who download from it, and how it is reached. */
export interface IndexAccess {
  /** Indexes whose addresses have a login in them. */
  readonly indexes: readonly string[]
  /** Certificate authorities besides those of the system: PEM files. */
  readonly caFiles: readonly string[]
  /** `HOST` or `HOST:PORT` whose certificates are not verified. */
  readonly unverified: readonly string[]
  /** Variables that name proxies. */
  readonly proxies: Env
}

/** Reads how indexes are reached from variables of pip and of uv; those of uv have the words of both. */
export function indexAccess(env: Env): IndexAccess {
  const words = (...names: readonly string[]): readonly string[] => {
    const texts = names.flatMap((name) => env[name]?.trim().split(/\s+/) ?? [])
    return [...new Set(texts)].filter((text) => text !== '')
  }
  const indexes = words('UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_INDEX', 'UV_EXTRA_INDEX_URL')
  return {
    indexes: [...indexes.map((entry) => withLogin(entry, env)), ...words(...PIP_INDEXES)],
    caFiles: words('PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'),
    unverified: words('UV_INSECURE_HOST', 'PIP_TRUSTED_HOST'),
    proxies: {
      ...env,
      HTTPS_PROXY: env['HTTPS_PROXY'] ?? env['https_proxy'] ?? env['PIP_PROXY'],
      HTTP_PROXY: env['HTTP_PROXY'] ?? env['http_proxy'] ?? env['PIP_PROXY'],
    },
  }
}

const PIP_INDEXES = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL']

/** `NAME=URL` has its login in UV_INDEX_NAME_USERNAME and UV_INDEX_NAME_PASSWORD. */
export function withLogin(entry: string, env: Env): string {
  const [, name, address] = /^([\w-]+)=(\w+:.*)$/.exec(entry) ?? []
  return name === undefined || address === undefined ? entry : withNamedLogin(address, name, env)
}

/** An address of an index, and the login that variables have for its name. */
export function withNamedLogin(address: string, name: string, env: Env): string {
  const prefix = `UV_INDEX_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
  const user = env[`${prefix}_USERNAME`]
  const password = env[`${prefix}_PASSWORD`]
  if (user === undefined && password === undefined) return address
  const login = [user ?? '', password ?? ''].map(encodeURIComponent).join(':')
  return address.replace('://', `://${login}@`)
}

/** Parts of an address that say which login it needs. */
interface Place {
  /** Scheme and host, with the port where it is not that of the scheme. */
  readonly origin: string
  readonly host: string
  readonly path: string
  readonly login: Login | undefined
}

/**
 * The login for an address: that of the index on the same server whose path has most in common with it, or else
 * that of `netrc`.
 */
export function loginFor(
  address: string,
  indexes: readonly string[],
  netrc: ReadonlyMap<string, Login>,
): Login | undefined {
  const wanted = placeOf(address)
  if (wanted === undefined) return undefined
  const candidates = indexes.flatMap((text) => {
    const index = placeOf(text)
    return index?.login !== undefined && index.origin === wanted.origin
      ? [{ login: index.login, common: commonLength(index.path, wanted.path) }]
      : []
  })
  const [best] = candidates.toSorted((left, right) => right.common - left.common)
  return best?.login ?? netrc.get(wanted.host) ?? netrc.get('')
}

function placeOf(address: string): Place | undefined {
  const parts = /^(https?):\/\/(?:([^/?#]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?([^?#]*)/i.exec(
    address,
  )
  if (parts === null) return undefined
  const [, scheme = '', login, name = '', port, path = ''] = parts
  const usual = { http: '80', https: '443' }[scheme.toLowerCase()]
  const host = name.toLowerCase()
  const origin = `${scheme.toLowerCase()}://${host}:${port ?? usual ?? ''}`
  return { origin, host, path, login: login === undefined ? undefined : loginOf(login) }
}

function loginOf(text: string): Login {
  const [user = '', ...password] = text.split(':')
  return { user: decoded(user), password: decoded(password.join(':')) }
}

/** People forget to escape per cent signs in passwords. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function commonLength(left: string, right: string): number {
  let length = 0
  while (length < left.length && left[length] === right[length]) length += 1
  return length
}
