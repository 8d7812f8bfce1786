import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapNode, Position } from '../document/node.ts'
import { checkKeys, present, readList, readMap, readText } from '../document/read.ts'
import type { ArgumentValues } from './arguments.ts'
import { readArguments } from './arguments.ts'
import type { Connection } from './connection.ts'
import type { Entity } from './entity.ts'
import type { Integration, IntegrationId } from './integrations.ts'
import { findIntegration, INTEGRATIONS } from './integrations.ts'
import { checkResources } from './quantity.ts'

/** What a `kind: ModelPackaging` document asks for. */
export interface Packaging {
  readonly id: string
  readonly artifactName: string
  readonly integration: Integration
  readonly arguments: ArgumentValues
  /** Arguments that the document itself gives. */
  readonly given: ReadonlySet<string>
  /** Where the arguments stand, otherwise the document. */
  readonly argumentsAt: Position
  readonly targets: readonly PackagingTarget[]
}

/** A target of a document, and the connection that it names. */
export interface PackagingTarget {
  readonly name: string
  readonly connectionName: string
  readonly at: Position
}

/** What a document is read against. */
export interface PackagingContext {
  /** Undefined where nobody said which there are: then names of connections are not checked. */
  readonly connections: ReadonlyMap<string, Connection> | undefined
  /** The packager of the rule; undefined takes any. */
  readonly integration?: IntegrationId
}

const DOCUMENT_KEYS = ['kind', 'id', 'spec', 'status', 'createdAt', 'updatedAt', 'deletionMark']
const SPEC_KEYS = [
  ...['artifactName', 'integrationName', 'image', 'arguments', 'targets', 'resources'],
  ...['outputConnection', 'nodeSelector', 'vital'],
]
const TARGET_KEYS = ['name', 'connectionName']
// The rule that ODAHU's server has; its documentation also allows a digit first.
const ID = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/

/**
 * Reads a ModelPackaging document with the rules and in the words of ODAHU's server. What only a cluster knows,
 * such as its node pools, is not checked.
 *
 * @returns undefined where the document has no packager that could be named; the mistakes say why
 */
export function readPackaging(
  { document, id }: Entity,
  context: PackagingContext,
  mistakes: Mistakes,
): Packaging | undefined {
  checkKeys(document, DOCUMENT_KEYS, mistakes, 'warning')
  checkId(document, id, mistakes)
  const specNode = present(document, 'spec')
  if (specNode === undefined) return mistakes.add(document.at, 'empty spec')
  const spec = readMap(specNode, 'spec', mistakes)
  if (spec === undefined) return undefined
  checkKeys(spec, SPEC_KEYS, mistakes, 'warning')
  const artifactName = readName(spec, 'artifactName', mistakes)
  checkCluster(spec, context, mistakes)
  const integration = readIntegration(spec, context, mistakes)
  if (integration === undefined) return undefined
  const argumentsNode = present(spec, 'arguments')
  return {
    id: id ?? '',
    artifactName,
    integration,
    arguments: readArguments(argumentsNode, integration, mistakes),
    given: new Set(
      argumentsNode?.kind === 'map' ? argumentsNode.entries.map(({ key }) => key) : [],
    ),
    argumentsAt: argumentsNode?.at ?? spec.at,
    targets: readTargets(spec, integration, context, mistakes),
  }
}

function checkId(document: MapNode, id: string | undefined, mistakes: Mistakes): void {
  const node = present(document, 'id')
  const accepted = 'at most 63 of a-z, 0-9 and "-", a letter first, and "-" not last'
  if (node === undefined) {
    mistakes.add(document.at, 'ID is not valid; empty "ID"', { accepted })
  } else if (id === undefined || !ID.test(id))
    mistakes.add(node.at, 'ID is not valid', { accepted })
}

function readName(spec: MapNode, key: string, mistakes: Mistakes): string {
  const node = present(spec, key)
  const value = node === undefined ? '' : (readText(node, key, mistakes) ?? '?')
  if (value === '') mistakes.add(node?.at ?? spec.at, `empty ${key}`)
  return value
}

function readIntegration(
  spec: MapNode,
  { integration: expected }: PackagingContext,
  mistakes: Mistakes,
): Integration | undefined {
  const name = readName(spec, 'integrationName', mistakes)
  const at = present(spec, 'integrationName')?.at ?? spec.at
  if (name === '' || name === '?') return undefined
  const integration = findIntegration(name)
  if (integration === undefined) {
    return mistakes.add(
      at,
      `packaging integration with name .spec.integrationName = "${name}" is not found`,
      { accepted: INTEGRATIONS.map(({ id }) => id).join(', ') },
    )
  }
  if (expected !== undefined && expected !== integration.id) {
    mistakes.add(at, `the document is for ${name}, and the rule for ${expected}`, {
      fix: `use ${name.replaceAll('-', '_')}(...), or integrationName: ${expected}`,
    })
  }
  return integration
}

/** What concerns the cluster that would run the packager. */
function checkCluster(spec: MapNode, { connections }: PackagingContext, mistakes: Mistakes): void {
  const resources = present(spec, 'resources')
  const map = resources === undefined ? undefined : readMap(resources, 'resources', mistakes)
  if (map !== undefined) checkResources(map, mistakes)
  const output = present(spec, 'outputConnection')
  const name = output === undefined ? '' : readText(output, 'outputConnection', mistakes)
  if (output === undefined || !name || connections === undefined || connections.has(name)) return
  mistakes.add(
    output.at,
    `"Spec."OutputConnection"" validation errors: entity "${name}" is not found`,
    known(connections),
  )
}

function readTargets(
  spec: MapNode,
  integration: Integration,
  context: PackagingContext,
  mistakes: Mistakes,
): readonly PackagingTarget[] {
  const node = present(spec, 'targets')
  const list = node === undefined ? undefined : readList(node, 'targets', mistakes)
  const targets: PackagingTarget[] = []
  for (const item of list?.items ?? []) {
    const target = readTarget(item, mistakes)
    if (target === undefined) continue
    checkTarget(target, integration, targets, context, mistakes)
    targets.push(target)
  }
  const missing = integration.targets
    .filter(({ name, required }) => required && !targets.some((target) => target.name === name))
    .map(({ name }) => name)
  if (missing.length > 0 && (node === undefined || list !== undefined)) {
    mistakes.add(node?.at ?? spec.at, `[${missing.join(' ')}] are required targets`, {
      fix: `add - {connectionName: ID, name: ${missing[0] ?? ''}} to spec.targets`,
    })
  }
  return targets
}

function readTarget(item: DocumentNode, mistakes: Mistakes): PackagingTarget | undefined {
  const map = readMap(item, 'a target', mistakes)
  if (map === undefined) return undefined
  checkKeys(map, TARGET_KEYS, mistakes, 'warning')
  const text = (key: string): string => {
    const node = present(map, key)
    return node === undefined ? '' : (readText(node, key, mistakes) ?? '')
  }
  return { name: text('name'), connectionName: text('connectionName'), at: map.at }
}

function checkTarget(
  { name, connectionName, at }: PackagingTarget,
  integration: Integration,
  before: readonly PackagingTarget[],
  { connections }: PackagingContext,
  mistakes: Mistakes,
): void {
  const spec = integration.targets.find((target) => target.name === name)
  if (spec === undefined || before.some((target) => target.name === name)) {
    mistakes.add(at, `cannot find ${name} target in packaging integration ${integration.id}`, {
      accepted: `each of ${integration.targets.map((target) => target.name).join(', ')}, once`,
    })
    return
  }
  if (connections === undefined && connectionName !== '') return
  const connection = connections?.get(connectionName)
  if (connection === undefined) {
    mistakes.add(at, `entity "${connectionName}" is not found`, known(connections))
  } else if (!spec.connectionTypes.includes(connection.type)) {
    mistakes.add(
      at,
      `${name} target has not valid connection type ${connection.type} for packaging integration ${integration.id}`,
      { accepted: spec.connectionTypes.join(', ') },
    )
  }
}

function known(connections: ReadonlyMap<string, Connection> | undefined): { accepted: string } {
  const names = [...(connections?.keys() ?? [])].sort()
  return { accepted: names.length === 0 ? 'the id of a connection' : names.join(', ') }
}
