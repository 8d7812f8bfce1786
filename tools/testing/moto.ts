import { spawn } from 'node:child_process'
import { listeningPort, stop } from './registry_server.ts'
import { ensureVenv } from './python_venv.ts'

const VERSION = '5.2.5'
const REGION = 'eu-central-1'
/** What is done before it looks at logins: making a user, what he may do, and his key. */
const UNCHECKED = 3

/** A server of moto: the API of AWS, which refuses who has no key of it. */
export interface Moto extends AsyncDisposable {
  /** Such as `http://127.0.0.1:36445`. */
  readonly endpoint: string
  readonly region: string
  readonly keyId: string
  readonly keySecret: string
}

/** Whom the tokens of moto are for, by its account. */
export const MOTO_USER = { username: 'AWS', password: '123456789012-auth-token' }

/** What a connection of type `ecr` says to log in by a server of moto. */
export function ecrLogin({ keyId, keySecret, region, endpoint }: Omit<Moto, symbol>): object {
  return { keyID: keyId, keySecret, region, endpoint }
}

/** Installs moto once, and starts it on a free port of loopback with one user, who may do everything with ECR. */
export async function startMoto(): Promise<Moto> {
  const python = await ensureVenv(`test-moto-${VERSION}`, [`moto[server]==${VERSION}`])
  const child = spawn(python, ['-m', 'moto.server', '--host', '127.0.0.1', '--port', '0'], {
    env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: `${UNCHECKED}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const port = await listeningPort(child, child.stderr, /Running on http:\/\/127\.0\.0\.1:(\d+)/)
  const endpoint = `http://127.0.0.1:${port}`
  const key = await makeUser(endpoint)
  return {
    ...{ endpoint, region: REGION, ...key },
    [Symbol.asyncDispose]: () => stop(child),
  }
}

async function makeUser(endpoint: string): Promise<Pick<Moto, 'keyId' | 'keySecret'>> {
  const user = { UserName: 'packer' }
  const statement = { Effect: 'Allow', Action: 'ecr:*', Resource: '*' }
  const policy = { Version: '2012-10-17', Statement: [statement] }
  await iam(endpoint, { Action: 'CreateUser', ...user })
  const named = { PolicyName: 'ecr', PolicyDocument: JSON.stringify(policy) }
  await iam(endpoint, { Action: 'PutUserPolicy', ...user, ...named })
  const answer = await iam(endpoint, { Action: 'CreateAccessKey', ...user })
  const field = (name: string): string =>
    new RegExp(`<${name}>(.*)</${name}>`).exec(answer)?.[1] ?? ''
  return { keyId: field('AccessKeyId'), keySecret: field('SecretAccessKey') }
}

/** The service that is meant is in the login, which is not looked at yet. */
async function iam(endpoint: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=x/20200101/${REGION}/iam/aws4_request`
  const body = new URLSearchParams({ Version: '2010-05-08', ...fields })
  const answer = await fetch(endpoint, { method: 'POST', headers: { authorization }, body })
  const said = await answer.text()
  if (!answer.ok) throw new Error(`moto: ${said}`)
  return said
}
