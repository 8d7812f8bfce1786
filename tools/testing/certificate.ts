import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A self-signed certificate, which is its own authority, and its key; paths of PEM files. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** Makes a certificate for this machine: `localhost`, `127.0.0.1`. */
export async function makeCertificate(directory: string): Promise<Certificate> {
  const certificate = join(directory, 'certificate.pem')
  const key = join(directory, 'key.pem')
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', key, '-out', certificate],
  ])
  return { certificate, key }
}
