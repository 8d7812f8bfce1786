import type { DocumentNode, MapNode } from '../document/node.ts'
import { valueOf } from '../document/node.ts'
import { textOf } from './item_identity.ts'
import type { Tag } from './tag.ts'
import { formatTag } from './tag.ts'

type Texts = Readonly<Record<string, string>>

/** The tags of the models of a Bento and of its services, each once. */
export function bentoModels(bento: MapNode): readonly string[] {
  const owners = [bento, ...itemsOf(bento, 'services')]
  return [...new Set(owners.flatMap((owner) => itemsOf(owner, 'models').flatMap(tagOf)))]
}

function itemsOf(node: DocumentNode, key: string): readonly DocumentNode[] {
  const list = node.kind === 'map' ? valueOf(node, key) : undefined
  return list?.kind === 'list' ? list.items : []
}

function tagOf(model: DocumentNode): readonly string[] {
  const tag = model.kind === 'map' ? valueOf(model, 'tag') : model
  return tag?.kind === 'text' ? [tag.value] : []
}

/** What an image says of its Bento, as labels and annotations. */
export function bentoLabels(tag: Tag, bento: MapNode): Texts {
  const labels = {
    'org.opencontainers.image.title': tag.name,
    'org.opencontainers.image.version': tag.version,
    'rt.bento': formatTag(tag),
    'rt.bento.bentoml': textOf(bento, 'bentoml_version'),
    'rt.bento.models': bentoModels(bento).join(','),
    'rt.bento.service': textOf(bento, 'service'),
  }
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
}

/**
 * The environment that a Bento asks for: `envs` of bento.yaml but for those of the build, below `docker.env`. That is
 * in bento.yaml up to BentoML 1.3; later ones have it in the bentofile among the sources only.
 */
export function bentoEnvironment(bento: MapNode, bentofile: MapNode | undefined): Texts {
  const envs = itemsOf(bento, 'envs').flatMap((env): readonly (readonly [string, string])[] => {
    if (env.kind !== 'map' || textOf(env, 'stage') === 'build') return []
    const [name, value] = [textOf(env, 'name'), textOf(env, 'value')]
    return name === '' || value === '' ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(envs), ...(dockerEnv(bento) ?? dockerEnv(bentofile)) }
}

function dockerEnv(document: MapNode | undefined): Texts | undefined {
  const docker = document && valueOf(document, 'docker')
  const env = docker?.kind === 'map' ? valueOf(docker, 'env') : undefined
  if (env?.kind === 'map')
    return Object.fromEntries(env.entries.map(({ key }) => [key, textOf(env, key)]))
  if (env?.kind !== 'list') return undefined
  const lines = env.items.flatMap((item) => (item.kind === 'text' ? [item.value] : []))
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}
