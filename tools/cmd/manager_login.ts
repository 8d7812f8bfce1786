import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { checkChoices } from '../core/base_images/choices.ts'
import type { Manifest, RegistryBlock } from '../core/base_images/manifest.ts'
import { ExpectedFailure } from '../core/failure.ts'
import { DOCKER_HUB } from '../core/reference.ts'
import { readTextFile } from '../node/layer/text_file.ts'
import type { Login } from '../node/registry/auth/save_login.ts'
import type { Shell } from '../node/shell.ts'
import { wrongUsage } from './manager_usage.ts'
import { workspaceOf } from './matrix_request.ts'

/** Where a login of the manager is looked for. */
export interface LoginSource {
  /** Below the workspace, or the current directory. */
  readonly envFile: string
  /** The user; undefined for what the variable says. */
  readonly username: string | undefined
  /** Whether the password is on standard input. */
  readonly stdin: boolean
}

/** A login, and where it is from, in words. */
export interface FoundLogin extends Login {
  readonly origin: string
}

/** The variables of registries that no manifest has. */
const USUAL: RegistryBlock = {
  name: DOCKER_HUB,
  user: 'DOCKER_USER',
  password: 'DOCKER_PASSWORD',
  url: 'DOCKER_REGISTRY',
}

/**
 * Chooses a registry of a manifest.
 *
 * @throws ExpectedFailure for one that the manifest has not
 */
export function chooseRegistry(
  { registries }: Manifest,
  registry: string | undefined,
): RegistryBlock {
  const [first = { ...USUAL, name: registry ?? DOCKER_HUB }] = registries
  if (registry === undefined) return first
  const names = registries.length === 0 ? [registry] : registries.map(({ name }) => name)
  const checked = checkChoices('registry', [registry], names)
  if (!checked.ok) throw wrongUsage(checked.failure)
  return registries.find(({ name }) => name === registry) ?? first
}

/**
 * Finds out how to log in: what the environment says, then the file of variables, then a person at the terminal.
 *
 * @throws ExpectedFailure where nobody says
 */
export async function findLogin(
  block: RegistryBlock,
  { envFile, username: named, stdin }: LoginSource,
  shell: Shell,
): Promise<FoundLogin> {
  const path = resolve(workspaceOf(shell), envFile)
  const variables = { ...(existsSync(path) ? parseEnv(readTextFile(path)) : {}), ...shell.env }
  const origin =
    variables[block.password] === shell.env[block.password] ? 'the environment' : envFile
  const username = named ?? (variables[block.user] || undefined)
  if (stdin) {
    const password = (await shell.readInput?.())?.replace(/\r?\n$/, '') ?? ''
    if (username !== undefined && password !== '')
      return { username, password, origin: 'standard input' }
    throw noLogin(block, envFile)
  }
  const password = variables[block.password] || undefined
  if (username !== undefined && password !== undefined) return { username, password, origin }
  return askPerson(block, username, envFile, shell)
}

async function askPerson(
  block: RegistryBlock,
  known: string | undefined,
  envFile: string,
  { ask }: Shell,
): Promise<FoundLogin> {
  if (ask === undefined) throw noLogin(block, envFile)
  const username = known ?? (await ask(`User at ${block.name}: `, false))
  const password = await ask(`Password of ${username} at ${block.name}: `, true)
  if (username === '' || password === '') throw noLogin(block, envFile)
  return { username, password, origin: 'the terminal' }
}

function noLogin(
  { name: registry, user, password }: RegistryBlock,
  envFile: string,
): ExpectedFailure {
  const variables = [user, password] as const
  return new ExpectedFailure({ topic: 'manager', reason: 'no-login', registry, variables, envFile })
}
