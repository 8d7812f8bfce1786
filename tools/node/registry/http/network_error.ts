/**
 * What happened to a connection.
 *
 * `unreachable`: no connection came about. `untrusted`: the certificate does not verify. `no-tls`: the
 * other side does not speak TLS. `silent`: nothing moved for too long. `broken`: it ended too early.
 */
export type NetworkTrouble = 'unreachable' | 'untrusted' | 'no-tls' | 'silent' | 'broken'

/** A request that got no whole answer. */
export class NetworkError extends Error {
  readonly trouble: NetworkTrouble
  /** True where a kept connection was used that the server may have closed in the meantime. */
  readonly reused: boolean
  /** `HOST[:PORT]` that the request went to, where that is known. */
  readonly host: string | undefined

  constructor(trouble: NetworkTrouble, message: string, options: NetworkErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'NetworkError'
    this.trouble = trouble
    this.reused = options.reused ?? false
    this.host = options.host
  }

  /** The same, with whom the request went to. */
  at(host: string): NetworkError {
    const { trouble, message, cause, reused } = this
    return new NetworkError(trouble, message, { cause, reused, host })
  }
}

/** Details of a {@link NetworkError}. */
export interface NetworkErrorOptions {
  readonly cause?: unknown
  readonly reused?: boolean
  readonly host?: string
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'unknown host name',
  EAI_AGAIN: 'the name server does not answer',
  EADDRNOTAVAIL: 'the address is not available',
}

const BROKEN: Readonly<Record<string, string>> = {
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed by the other side',
  ECONNABORTED: 'connection aborted',
  ETIMEDOUT: 'connection timed out',
}

/** Says what an error of node:http or node:tls means for the exchange. */
export function networkErrorOf(error: unknown, reused = false): NetworkError {
  if (error instanceof NetworkError) return error
  const { code, message } = codeAndMessage(error)
  const unreachable = UNREACHABLE[code]
  const options = { cause: error, reused }
  if (unreachable !== undefined) return new NetworkError('unreachable', unreachable, options)
  if (isCertificateCode(code)) return new NetworkError('untrusted', message, options)
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return new NetworkError('no-tls', 'it does not speak TLS', options)
  }
  return new NetworkError('broken', BROKEN[code] ?? message, options)
}

/** OpenSSL's verification results (X509_V_ERR_...) and node's own check of the name. */
function isCertificateCode(code: string): boolean {
  return /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH)/.test(
    code,
  )
}

function codeAndMessage(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, message: error.message === '' ? code : error.message }
}
