import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A self-signed certificate, which is its own authority, and its key; paths of PEM files. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** Makes a certificate for this machine: `localhost`, `127.0.0.1`. */
export async function makeCertificate(directory: string): Promise<Certificate> {
  return await selfSigned(directory, ['-subj', '/CN=localhost', '-addext', NAMES])
}

/** The same for clients to whom an authority is no server, such as uv. */
export async function makeServerCertificate(directory: string): Promise<Certificate> {
  const config = join(directory, 'openssl.cnf')
  await writeFile(
    config,
    `[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
basicConstraints = critical,CA:FALSE
${NAMES}
`,
  )
  return await selfSigned(directory, ['-config', config])
}

const NAMES = 'subjectAltName=DNS:localhost,IP:127.0.0.1'

async function selfSigned(directory: string, options: readonly string[]): Promise<Certificate> {
  const certificate = join(directory, 'certificate.pem')
  const key = join(directory, 'key.pem')
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', ...options, '-keyout', key, '-out', certificate],
  ])
  return { certificate, key }
}
