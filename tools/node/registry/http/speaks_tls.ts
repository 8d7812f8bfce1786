import { connect } from 'node:tls'

/**
 * Whether a server speaks TLS, found out by a handshake that says nothing else. Asked only for servers
 * with which plain HTTP is allowed; what the certificate is worth is decided by the real connection.
 *
 * @param timeout milliseconds, after which plain HTTP is assumed
 */
export function speaksTls(hostname: string, port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    const socket = connect({ host, port, rejectUnauthorized: false })
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(timeout, () => end(false))
    socket.once('secureConnect', () => end(true))
    // Anything but a handshake, be it text or a closed connection, is no TLS.
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}
