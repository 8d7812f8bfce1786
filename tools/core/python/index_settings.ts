import { withLogin } from './index_access.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Settings of pip by their long names, such as "index-url"; lists have a line for each item. */
export type PipSettings = ReadonlyMap<string, string>

/** Sections of pip's configuration that count for fetching, those that win last. */
const SECTIONS = ['global', 'install', 'download', ':env:']

/** Reads what `pip config list` prints: `SECTION.NAME='VALUE'`, the value as Python writes a text. */
export function parsePipConfig(stdout: string): PipSettings {
  const found = SECTIONS.map(() => new Map<string, string>())
  for (const line of stdout.split('\n')) {
    const [, section = '', name = '', quote, value = ''] =
      /^(:env:|[\w-]+)\.([\w-]+)=(['"])(.*)\3\s*$/.exec(line) ?? []
    // An empty value is none, for pip as well: variables are often set to nothing.
    if (quote === undefined || value === '') continue
    found[SECTIONS.indexOf(section)]?.set(name, unescape(value))
  }
  return new Map(found.flatMap((section) => [...section]))
}

/** What variables alone say, where there is no pip that could be asked. */
export function settingsOfVariables(env: Env): PipSettings {
  return new Map(
    Object.entries(env).flatMap(([variable, value]) => {
      const [, name] = /^PIP_(\w+)$/.exec(variable) ?? []
      return name === undefined || !value ? [] : [[name.toLowerCase().replaceAll('_', '-'), value]]
    }),
  )
}

/** Whether uv has been told its indexes by variables of its own. */
export function isToldItself(env: Env): boolean {
  const ofUv = ['UV_INDEX', 'UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_EXTRA_INDEX_URL']
  return ofUv.some((name) => env[name] !== undefined)
}

function unescape(text: string): string {
  return text.replaceAll(/\\(n|t|r|.)/g, (_, letter: string) => {
    return { n: '\n', t: '\t', r: '\r' }[letter] ?? letter
  })
}

/**
 * The variables that make uv use the indexes, certificates and logins that pip is set up for. What uv has been
 * told itself wins.
 */
export function uvEnvironment(settings: PipSettings, env: Env): Env {
  const words = (name: string): string | undefined =>
    settings.get(name)?.trim().split(/\s+/).join(' ')
  const names = ['index-url', 'extra-index-url', 'find-links']
  const ofPip = names.some((name) => settings.get(name) !== undefined)
  const isTold = isToldItself(env)
  const known: Env = {
    SSL_CERT_FILE: words('cert'),
    SSL_CLIENT_CERT: words('client-cert'),
    UV_HTTP_TIMEOUT: words('timeout'),
    UV_INSECURE_HOST: words('trusted-host'),
    HTTPS_PROXY: words('proxy'),
    HTTP_PROXY: words('proxy'),
    UV_KEYRING_PROVIDER: words('keyring-provider') === 'subprocess' ? 'subprocess' : undefined,
    ...(!isTold && {
      UV_DEFAULT_INDEX: words('index-url'),
      UV_INDEX: words('extra-index-url'),
    }),
    UV_FIND_LINKS: words('find-links')?.split(' ').join(','),
    // pip looks at all indexes and takes the best version, whichever has it.
    UV_INDEX_STRATEGY: ofPip && !isTold ? 'unsafe-best-match' : undefined,
  }
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, env[name] ?? value]],
    ),
  )
}

/** The variables that make pip use the indexes that uv is told of. What pip has been told itself stays. */
export function pipIndexEnvironment(env: Env): Env {
  const first = env['UV_DEFAULT_INDEX'] ?? env['UV_INDEX_URL']
  const more = [env['UV_INDEX'], env['UV_EXTRA_INDEX_URL']]
    .flatMap((list) => list?.split(/\s+/) ?? [])
    .filter((entry) => entry !== '')
    .map((entry) => withLogin(entry, env))
  const extra = [env['PIP_EXTRA_INDEX_URL'] ?? '', ...more].join(' ').trim()
  return {
    ...(first !== undefined && {
      PIP_INDEX_URL: env['PIP_INDEX_URL'] ?? withLogin(first, env),
    }),
    ...(extra !== '' && { PIP_EXTRA_INDEX_URL: extra }),
    ...pair('PIP_FIND_LINKS', env, env['UV_FIND_LINKS']?.split(',').join(' ')),
    ...pair('PIP_CERT', env, env['SSL_CERT_FILE']),
    ...pair('PIP_TRUSTED_HOST', env, env['UV_INSECURE_HOST']),
  }
}

function pair(name: string, env: Env, value: string | undefined): Env {
  return value === undefined || env[name] !== undefined ? {} : { [name]: value }
}
