import type { Connection } from '../../../core/packager/connection.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { CredentialSearch } from './credential.ts'
import type * as EcrClient from './ecr_client.ts'

/** Tokens are renewed this long before they expire, in milliseconds. */
const MARGIN = 60_000

/** What a connection of type `ecr` must have. */
type EcrConnection = Pick<Connection, 'endpoint' | 'id' | 'keyId' | 'keySecret' | 'region'> & {
  readonly region: string
  readonly keyId: string
  readonly keySecret: string
}

/**
 * Gets a token of Amazon's registry, and makes the repository where there is none: the registry does not make one
 * when something is pushed.
 *
 * @param repository to make, such as `models/wine`; undefined where something is only read
 * @throws ExpectedFailure when the API refuses or cannot be reached
 */
async function ecrLogin(
  connection: EcrConnection,
  repository: string | undefined,
  signal: AbortSignal,
): Promise<CredentialSearch> {
  // The client is a third of the program, in a file of its own; who pushes elsewhere never reads it.
  const aws: typeof EcrClient = await import('@aws-sdk/client-ecr')
  const { id, region, keyId, keySecret, endpoint } = connection
  const client = new aws.ECRClient({
    region,
    credentials: { accessKeyId: keyId, secretAccessKey: keySecret },
    ...(endpoint !== undefined && { endpoint }),
  })
  const options = { abortSignal: signal }
  try {
    const answer = await client.send(new aws.GetAuthorizationTokenCommand({}), options)
    const [data] = answer.authorizationData ?? []
    if (repository !== undefined)
      await client
        .send(new aws.CreateRepositoryCommand({ repositoryName: repository }), options)
        .catch((error: unknown) => {
          if (!(error instanceof aws.RepositoryAlreadyExistsException)) throw error
        })
    return searchOf(id, data?.authorizationToken, data?.expiresAt)
  } catch (error) {
    if (error instanceof ExpectedFailure || signal.aborted) throw error
    throw refusal(id, causeOf(error))
  } finally {
    client.destroy()
  }
}

/** The token is the base64 of `USER:PASSWORD`. */
function searchOf(id: string, token: string | undefined, expires?: Date): CredentialSearch {
  const text = Buffer.from(token ?? '', 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1) throw refusal(id, 'the answer has no token')
  const username = text.slice(0, colon)
  const password = text.slice(colon + 1)
  return {
    kind: 'found',
    credential: { kind: 'basic', username, password, origin: `connection "${id}"` },
    ...(expires !== undefined && { expires: expires.getTime() - MARGIN }),
  }
}

/** The client's words; where the answer was not of the API, its words are of its parser. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof SyntaxError)) return `${error.name}: ${error.message}`
  const { $metadata = {} } = error as { $metadata?: { readonly httpStatusCode?: number } }
  return `the answer is not of the API of ECR, but status ${$metadata.httpStatusCode ?? 'unknown'}`
}

function refusal(id: string, cause: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'packager', reason: 'ecr-login', id, cause })
}

/**
 * How a connection logs in; undefined where it has not what that takes, so that others may know.
 *
 * @param repository to make where the registry needs that
 */
export function connectionLogin(
  connection: Connection,
  repository: string | undefined,
  signal: AbortSignal,
): (() => Promise<CredentialSearch>) | undefined {
  const { id, type, username, password, region, keyId, keySecret } = connection
  if (type === 'ecr') {
    if (region === undefined || keyId === undefined || keySecret === undefined) return undefined
    return () => ecrLogin({ ...connection, region, keyId, keySecret }, repository, signal)
  }
  if (username === undefined || password === undefined) return undefined
  const origin = `connection "${id}"`
  const search: CredentialSearch = {
    kind: 'found',
    credential: { kind: 'basic', username, password, origin },
  }
  return () => Promise.resolve(search)
}
