import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/**
 * A Docker `config.json` or a containers `auth.json` (containers-auth.json(5)), as far as logging in
 * goes. Keys are normalised: `HOST[:PORT][/PATH]`, without scheme and without `/v1/`.
 */
export interface AuthFile {
  readonly auths: ReadonlyMap<string, AuthEntry>
  /** Registry to the suffix of its helper: `gcr` stands for `docker-credential-gcr`. */
  readonly credHelpers: ReadonlyMap<string, string>
  /** Suffix of the helper for all registries. */
  readonly credsStore: string | undefined
}

/** What a file knows of one registry or repository; all undefined where a helper knows the rest. */
export interface AuthEntry {
  /** `username:password` in base64. */
  readonly auth: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
  /** A refresh token, to be exchanged at the token server. */
  readonly identityToken: string | undefined
  /** A bearer token for the registry itself. */
  readonly registryToken: string | undefined
}

/** Where the credential of a repository is. */
export type AuthSource =
  | { readonly kind: 'entry'; readonly key: string; readonly entry: AuthEntry }
  /** `named`: the file names this helper for this registry, not for all of them. */
  | {
      readonly kind: 'helper'
      readonly helper: string
      readonly server: string
      readonly named: boolean
    }

/** The key under which Docker and its helpers know Docker Hub. */
const DOCKER_HUB_SERVER = 'https://index.docker.io/v1/'
const DOCKER_HUB_KEYS = ['docker.io', 'index.docker.io', 'registry-1.docker.io']
const HELPER_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/

/** Parses an auth file; the failure says what is wrong with it, and never quotes from it. */
export function parseAuthFile(text: string): Result<AuthFile, string> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return err('it is not JSON')
  }
  if (!isRecord(document)) return err('it is not a JSON object')
  const auths = recordAt(document, 'auths')
  const helpers = recordAt(document, 'credHelpers')
  if (auths === undefined) return err('"auths" is not an object')
  if (helpers === undefined) return err('"credHelpers" is not an object')
  const credHelpers = new Map<string, string>()
  for (const [key, helper] of Object.entries(helpers)) {
    if (!isHelperName(helper)) return err(`the helper of "${key}" is not a name`)
    credHelpers.set(normaliseKey(key), helper)
  }
  const credsStore = document['credsStore'] === '' ? undefined : document['credsStore']
  if (credsStore !== undefined && !isHelperName(credsStore))
    return err('"credsStore" is not a name')
  return ok({ auths: readEntries(auths), credHelpers, credsStore })
}

/**
 * Finds who knows the credential of a repository: what names the longest part of its path wins, then a
 * helper named for the registry, then the entry of the registry, then the helper for everything.
 */
export function findAuthSource(
  file: AuthFile,
  registry: string,
  name: string,
): AuthSource | undefined {
  for (const key of candidateKeys(registry, name)) {
    const helper = file.credHelpers.get(key)
    if (helper !== undefined) {
      return { kind: 'helper', helper, server: helperServer(registry), named: true }
    }
    const entry = file.auths.get(key)
    if (entry !== undefined && !isEmpty(entry)) return { kind: 'entry', key, entry }
  }
  if (file.credsStore === undefined) return undefined
  return { kind: 'helper', helper: file.credsStore, server: helperServer(registry), named: false }
}

/** Splits a decoded `auth`: everything after the first colon is the password. */
export function splitUserAndPassword(
  decoded: string,
): { readonly username: string; readonly password: string } | undefined {
  const colon = decoded.indexOf(':')
  if (colon < 1) return undefined
  // Old docker clients padded the text with NUL characters.
  const password = decoded.slice(colon + 1).replace(/\0+$/, '')
  return { username: decoded.slice(0, colon), password }
}

/** `HOST/a/b`, `HOST/a`, `HOST`, for every name that the host has. */
function candidateKeys(registry: string, name: string): readonly string[] {
  const hosts = registry === 'docker.io' ? DOCKER_HUB_KEYS : [registry]
  const parts = name.split('/')
  const paths = parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`)
  return [...paths, ''].flatMap((path) => hosts.map((host) => `${host}${path}`))
}

/** What helpers and Docker's files know a registry by. */
export function helperServer(registry: string): string {
  return registry === 'docker.io' ? DOCKER_HUB_SERVER : registry
}

function normaliseKey(key: string): string {
  const bare = key.replace(/^https?:\/\//i, '').replace(/\/+$/, '')
  const [host = '', ...path] = bare.replace(/\/v[12]$/, '').split('/')
  return [host.toLowerCase(), ...path].join('/')
}

function readEntries(auths: Readonly<Record<string, unknown>>): ReadonlyMap<string, AuthEntry> {
  const entries = new Map<string, AuthEntry>()
  for (const [key, value] of Object.entries(auths)) {
    if (!isRecord(value)) continue
    entries.set(normaliseKey(key), {
      auth: textAt(value, 'auth'),
      username: textAt(value, 'username'),
      password: textAt(value, 'password'),
      identityToken: textAt(value, 'identitytoken'),
      registryToken: textAt(value, 'registrytoken'),
    })
  }
  return entries
}

function isEmpty(entry: AuthEntry): boolean {
  return Object.values(entry).every((value) => value === undefined)
}

/** A helper's name becomes part of a program's name: no path may hide in it. */
export function isHelperName(value: unknown): value is string {
  return typeof value === 'string' && HELPER_NAME.test(value)
}

function textAt(record: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = record[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function recordAt(
  record: Readonly<Record<string, unknown>>,
  key: string,
): Readonly<Record<string, unknown>> | undefined {
  const value = record[key] ?? {}
  return isRecord(value) ? value : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where a new login of a registry is to be kept. */
export type LoginPlace =
  | { readonly kind: 'helper'; readonly helper: string; readonly text: string }
  /** In the file itself, in Base64, which is no encryption. */
  | { readonly kind: 'plain'; readonly text: string }

/**
 * Plans a login for a registry: with the helper that the file names for it, else in the file itself.
 *
 * @param text the file as it is, which {@link parseAuthFile} has accepted; empty for a new one
 * @param encoded `username:password` in Base64
 * @param helper is named for the registry from now on; undefined leaves that as it is
 * @returns where it is kept, and the whole text of the file from now on
 */
export function planLogin(
  text: string,
  registry: string,
  encoded: string,
  helper: string | undefined,
): Result<LoginPlace, string> {
  const file = parseAuthFile(text.trim() === '' ? '{}' : text)
  if (!file.ok) return file
  if (helper !== undefined && !HELPER_NAME.test(helper))
    return err(`"${helper}" is not the name of a helper`)
  const document: unknown = text.trim() === '' ? {} : JSON.parse(text)
  if (!isRecord(document)) return err('it is not a JSON object')
  const server = helperServer(registry)
  const keeper = helper ?? file.value.credHelpers.get(registry) ?? file.value.credsStore
  const entry = keeper === undefined ? { auth: encoded } : {}
  const auths = { ...recordAt(document, 'auths'), [server]: entry }
  const helpers =
    helper === undefined
      ? {}
      : { credHelpers: { ...recordAt(document, 'credHelpers'), [registry]: helper } }
  const whole = `${JSON.stringify({ ...document, auths, ...helpers }, undefined, '\t')}\n`
  return ok(
    keeper === undefined
      ? { kind: 'plain', text: whole }
      : { kind: 'helper', helper: keeper, text: whole },
  )
}
