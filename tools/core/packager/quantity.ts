import type { Mistakes } from '../document/mistakes.ts'
import type { MapNode, ScalarNode } from '../document/node.ts'
import { checkKeys, present, readMap } from '../document/read.ts'

// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/
const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** Resources that a document may ask for. */
const RESOURCES = ['cpu', 'memory', 'gpu'] as const

/** A Kubernetes quantity such as `250m` or `2Gi` as a number, or undefined where the text is none. */
export function parseQuantity(text: string): number | undefined {
  const [, number = '', suffix = ''] = QUANTITY.exec(text) ?? []
  if (!NUMBER.test(number)) return undefined
  const exponent = /^[eE]([-+]?[0-9]+)$/.exec(suffix)?.[1]
  const unit = exponent === undefined ? UNITS[suffix] : 10 ** Number(exponent)
  return unit === undefined ? undefined : Number(number) * unit
}

/** Checks `spec.resources`: quantities, and requests that are at most the limits. */
export function checkResources(resources: MapNode, mistakes: Mistakes): void {
  checkKeys(resources, ['limits', 'requests'], mistakes, 'warning')
  const limits = readQuantities(resources, 'limits', 'limit', mistakes)
  const requests = readQuantities(resources, 'requests', 'request', mistakes)
  for (const [name, { node, value }] of requests) {
    const limit = limits.get(name)
    if (limit === undefined || value <= limit.value) continue
    mistakes.add(
      node.at,
      `resources.requests: Invalid value: "${node.source}": must be less than or equal to ${name} limit`,
    )
  }
}

interface Quantity {
  readonly node: ScalarNode
  readonly value: number
}

function readQuantities(
  resources: MapNode,
  key: string,
  singular: string,
  mistakes: Mistakes,
): ReadonlyMap<string, Quantity> {
  const quantities = new Map<string, Quantity>()
  const node = present(resources, key)
  const map = node === undefined ? undefined : readMap(node, `resources.${key}`, mistakes)
  if (map === undefined) return quantities
  checkKeys(map, RESOURCES, mistakes, 'warning')
  for (const name of RESOURCES) {
    const quantity = present(map, name)
    if (quantity === undefined) continue
    const value =
      quantity.kind === 'text' || quantity.kind === 'number'
        ? parseQuantity(quantity.source)
        : undefined
    if (value === undefined || quantity.kind === 'list' || quantity.kind === 'map') {
      mistakes.add(
        quantity.at,
        `validation of ${name} ${singular} is failed: quantities must match the regular expression '${QUANTITY.source}'`,
        { accepted: '"500m", "2", "512Mi", "2Gi"' },
      )
    } else if (quantity.kind !== 'null') quantities.set(name, { node: quantity, value })
  }
  return quantities
}
