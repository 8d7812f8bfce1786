import type { Connection } from '../../core/packager/connection.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { CredentialSearch } from '../registry/auth/credential.ts'

/** Tokens are renewed this long before they expire, in milliseconds. */
const MARGIN = 60_000

/** What {@link ecrLogin} needs of a connection of type `ecr`. */
export type EcrConnection = Pick<
  Connection,
  'endpoint' | 'id' | 'keyId' | 'keySecret' | 'region'
> & { readonly region: string; readonly keyId: string; readonly keySecret: string }

/**
 * Gets a token of Amazon's registry, and makes the repository where there is none: the registry does not make one
 * when something is pushed.
 *
 * @param repository such as `models/wine`
 * @throws ExpectedFailure when the API refuses or cannot be reached
 */
export async function ecrLogin(
  connection: EcrConnection,
  repository: string,
  signal: AbortSignal,
): Promise<CredentialSearch> {
  // The client is larger than all else together; who pushes elsewhere never loads it.
  const aws = await import('@aws-sdk/client-ecr')
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
    await client
      .send(new aws.CreateRepositoryCommand({ repositoryName: repository }), options)
      .catch((error: unknown) => {
        if (!(error instanceof aws.RepositoryAlreadyExistsException)) throw error
      })
    return searchOf(id, data?.authorizationToken, data?.expiresAt)
  } catch (error) {
    if (error instanceof ExpectedFailure || signal.aborted) throw error
    throw refusal(id, error instanceof Error ? `${error.name}: ${error.message}` : String(error))
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

function refusal(id: string, cause: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'packager', reason: 'ecr-login', id, cause })
}
