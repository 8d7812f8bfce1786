import { runCommand } from '../../command.ts'
import type { Credential } from './credential.ts'

/** What a helper answered. */
export type HelperAnswer =
  | { readonly kind: 'found'; readonly credential: Credential }
  | { readonly kind: 'none' }
  /** It could not be asked, or made no sense. The cause holds nothing that the helper wrote. */
  | { readonly kind: 'failed'; readonly cause: string }

/** How to ask a helper. */
export interface HelperQuestion {
  /** `gcr` asks the program `docker-credential-gcr`. */
  readonly helper: string
  /** What the helper knows the registry by. */
  readonly server: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds. */
  readonly timeout: number
  readonly signal: AbortSignal
}

/** What helpers print when they simply have no such credential. */
const NOT_FOUND = /credentials not found|no credentials|no usernames? found/i

/**
 * Asks a credential helper (the protocol of docker-credential-helpers): `get` as its argument, the
 * server on its standard input, JSON on its standard output. No shell, and nothing secret in arguments.
 */
export async function askHelper(question: HelperQuestion): Promise<HelperAnswer> {
  const { helper, server, env, timeout, signal } = question
  const program = `docker-credential-${helper}`
  const input = linesOf(server)
  const outcome = await runCommand(program, ['get'], { env, timeout, signal, input })
  switch (outcome.kind) {
    case 'not-found':
      return { kind: 'failed', cause: 'there is no such program on the PATH' }
    case 'timed-out':
      return { kind: 'failed', cause: `it did not answer within ${timeout / 1000} seconds` }
    case 'exited':
      if (outcome.code === 0) return readAnswer(outcome.stdout, `the helper ${program}`)
      if (NOT_FOUND.test(outcome.stdout)) return { kind: 'none' }
      return { kind: 'failed', cause: `it ended with exit code ${outcome.code}` }
  }
}

/**
 * Has a credential helper keep a login: `store` as its argument, JSON on its standard input.
 *
 * @returns why it did not; undefined where it did
 */
export async function storeWithHelper(
  { helper, server, env, timeout, signal }: HelperQuestion,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<string | undefined> {
  const login = { ServerURL: server, Username: username, Secret: password }
  const input = linesOf(JSON.stringify(login))
  const program = `docker-credential-${helper}`
  const outcome = await runCommand(program, ['store'], { env, timeout, signal, input })
  switch (outcome.kind) {
    case 'not-found':
      return 'there is no such program on the PATH'
    case 'timed-out':
      return `it did not answer within ${timeout / 1000} seconds`
    case 'exited':
      return outcome.code === 0 ? undefined : `it ended with exit code ${outcome.code}`
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
async function* linesOf(line: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${line}\n`)
}

function readAnswer(output: string, origin: string): HelperAnswer {
  let answer: unknown
  try {
    answer = JSON.parse(output)
  } catch {
    return { kind: 'failed', cause: 'its answer is not JSON' }
  }
  const fields = typeof answer === 'object' && answer !== null ? answer : {}
  const username = 'Username' in fields ? fields.Username : undefined
  const secret = 'Secret' in fields ? fields.Secret : undefined
  if (typeof username !== 'string' || typeof secret !== 'string') {
    return { kind: 'failed', cause: 'its answer has no "Username" and "Secret"' }
  }
  if (secret === '') return { kind: 'none' }
  // Docker's way to say that the secret is a refresh token.
  if (username === '<token>') {
    return { kind: 'found', credential: { kind: 'identity-token', token: secret, origin } }
  }
  return { kind: 'found', credential: { kind: 'basic', username, password: secret, origin } }
}
