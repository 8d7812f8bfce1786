import { decodeBase64 } from './base64.ts'
import type { Mistakes } from '../document/mistakes.ts'
import type { MapNode, Position } from '../document/node.ts'
import { checkKeys, present, readMap, readText } from '../document/read.ts'
import type { Entity } from './entity.ts'

/** A registry, and how to log in. Its secrets are read by programs that push, never by actions. */
export interface Connection {
  readonly id: string
  /** `docker` and `ecr` lead to registries; others are of no use to a packager. */
  readonly type: string
  /** Registry and, usually, a path below which images are pushed: `HOST[:PORT][/PATH]`. */
  readonly uri: string
  readonly username: string | undefined
  readonly password: string | undefined
  /** AWS region of a registry of type `ecr`. */
  readonly region: string | undefined
  readonly keyId: string | undefined
  readonly keySecret: string | undefined
  /** Address of the ECR API, where it is not that of AWS. */
  readonly endpoint: string | undefined
  readonly at: Position
}

// The keys of a connection in ODAHU's API, and `endpoint`.
const KEYS = [
  ...['type', 'uri', 'reference', 'description', 'webUILink', 'region', 'role', 'vital'],
  ...['username', 'password', 'keyID', 'keySecret', 'publicKey', 'endpoint'],
]

/**
 * Reads connections. Secrets may be plain, or in base64 as ODAHU's API has them: a text is decoded when it is
 * base64 of printable text.
 */
export function readConnections(
  entities: readonly Entity[],
  mistakes: Mistakes,
): ReadonlyMap<string, Connection> {
  const connections = new Map<string, Connection>()
  for (const { id, document } of entities) {
    checkKeys(
      document,
      ['kind', 'id', 'spec', 'status', 'createdAt', 'updatedAt'],
      mistakes,
      'warning',
    )
    const spec = present(document, 'spec')
    const map = spec === undefined ? undefined : readMap(spec, 'spec', mistakes)
    if (id === undefined) mistakes.add(document.at, 'a connection has no id')
    if (spec === undefined) mistakes.add(document.at, 'a connection has no spec')
    if (id === undefined || map === undefined) continue
    if (connections.has(id)) mistakes.add(document.at, `two connections have the id "${id}"`)
    connections.set(id, readConnection(id, map, mistakes))
  }
  return connections
}

function readConnection(id: string, spec: MapNode, mistakes: Mistakes): Connection {
  checkKeys(spec, KEYS, mistakes, 'warning')
  const text = (key: string): string | undefined => {
    const node = present(spec, key)
    return node === undefined ? undefined : readText(node, key, mistakes)
  }
  const secret = (key: string): string | undefined => {
    const value = text(key)
    return value === undefined ? undefined : decodeBase64(value)
  }
  const type = text('type')
  if (type === undefined)
    mistakes.add(spec.at, `connection "${id}" has no type`, { accepted: 'docker, ecr' })
  const uri = text('uri')
  if (uri === undefined || uri === '') mistakes.add(spec.at, `connection "${id}" has no uri`)
  return {
    id,
    type: type ?? '',
    uri: (uri ?? '').replace(/\/+$/, ''),
    username: text('username'),
    password: secret('password'),
    region: text('region'),
    keyId: secret('keyID'),
    keySecret: secret('keySecret'),
    endpoint: text('endpoint'),
    at: spec.at,
  }
}
