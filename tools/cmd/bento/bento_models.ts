import type { DocumentNode, MapNode } from '../../core/document/node.ts'
import { valueOf } from '../../core/document/node.ts'

/** The tags of the models of a Bento and of its services, each once. */
export function bentoModels(bento: MapNode): readonly string[] {
  const services = valueOf(bento, 'services')
  const owners = [bento, ...(services?.kind === 'list' ? services.items : [])]
  return [...new Set(owners.flatMap(modelsOf))]
}

function modelsOf(owner: DocumentNode): readonly string[] {
  const models = owner.kind === 'map' ? valueOf(owner, 'models') : undefined
  return models?.kind === 'list' ? models.items.flatMap((model) => tagOf(model) ?? []) : []
}

function tagOf(model: DocumentNode): string | undefined {
  const tag = model.kind === 'map' ? valueOf(model, 'tag') : model
  return tag?.kind === 'text' ? tag.value : undefined
}
