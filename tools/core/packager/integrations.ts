/** The type of an argument, in the terms of JSON schema. */
export type ArgumentType = 'integer' | 'string'

/** One argument of a packager. */
export interface ArgumentSpec {
  readonly name: string
  readonly type: ArgumentType
  readonly description: string
  readonly default: string | number
}

/** Something that a packager reads from or writes to: a registry, by a connection. */
export interface TargetSpec {
  readonly name: string
  readonly connectionTypes: readonly string[]
  readonly required: boolean
}

/** A value that a packager leaves in `status.results`. */
export interface ResultSpec {
  readonly name: string
  readonly description: string
}

/** One packager: what ODAHU calls a packaging integration. */
export interface Integration {
  readonly id: IntegrationId
  readonly arguments: readonly ArgumentSpec[]
  readonly targets: readonly TargetSpec[]
  readonly results: readonly ResultSpec[]
}

/** The packagers, by the name that documents have. */
export type IntegrationId = 'docker-cli' | 'docker-rest' | 'docker-triton'

/** Connections that lead to a registry. */
export const REGISTRY_CONNECTIONS = ['docker', 'ecr'] as const

/** What an image is named where the document does not say. */
export const DEFAULT_IMAGE_NAME = '{{ Name }}-{{ Version }}:{{ RandomUUID }}'

const PUSH: TargetSpec = {
  name: 'docker-push',
  connectionTypes: REGISTRY_CONNECTIONS,
  required: true,
}

const PULL: TargetSpec = {
  name: 'docker-pull',
  connectionTypes: REGISTRY_CONNECTIONS,
  required: false,
}

const IMAGE_RESULT: ResultSpec = { name: 'image', description: 'name of the image' }

const IMAGE_NAME: ArgumentSpec = {
  name: 'imageName',
  type: 'string',
  description: 'name of the image, a template over Name, Version and RandomUUID',
  default: DEFAULT_IMAGE_NAME,
}

const BASE_IMAGE: ArgumentSpec = {
  name: 'dockerfileBaseImage',
  type: 'string',
  description: 'image below; the base of the rule must be this one',
  default: '',
}

function integer(name: string, description: string, value: number): ArgumentSpec {
  return { name, type: 'integer', description, default: value }
}

/** All packagers, in the order in which they are listed. */
export const INTEGRATIONS: readonly Integration[] = [
  {
    id: 'docker-cli',
    arguments: [IMAGE_NAME, BASE_IMAGE],
    targets: [PUSH, PULL],
    results: [IMAGE_RESULT],
  },
  {
    id: 'docker-rest',
    arguments: [
      IMAGE_NAME,
      BASE_IMAGE,
      { name: 'host', type: 'string', description: 'address to listen on', default: '0.0.0.0' },
      integer('port', 'port to listen on', 5000),
      integer('timeout', 'seconds after which a silent worker is replaced', 60),
      integer('workers', 'processes that serve', 1),
      integer('threads', 'threads of each process', 4),
    ],
    targets: [PUSH, PULL],
    results: [IMAGE_RESULT],
  },
  {
    id: 'docker-triton',
    arguments: [
      IMAGE_NAME,
      {
        name: 'triton_base_image_tag',
        type: 'string',
        description: 'tag of nvcr.io/nvidia/tritonserver, the image below',
        default: '20.11-py3',
      },
    ],
    targets: [PUSH],
    results: [IMAGE_RESULT],
  },
]

/** The packager of a name, or undefined. */
export function findIntegration(id: string): Integration | undefined {
  return INTEGRATIONS.find((one) => one.id === id)
}
