/**
 * Says why a daemon cannot reach a server on this machine's 127.0.0.1, judged by the address that its
 * client connects to (`DOCKER_HOST`, a context); undefined when it may.
 *
 * A daemon behind a socket file or behind a loopback address is most likely on this machine; where it
 * is not (a tunnel, a mounted socket), it finds nothing at our port.
 */
export function awayBecauseOfEndpoint(endpoint: string): string | undefined {
  if (/^(unix|npipe|fd):/.test(endpoint)) return undefined
  if (/^\w+:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/?$/.test(endpoint)) return undefined
  return `it is reached at ${endpoint}`
}
