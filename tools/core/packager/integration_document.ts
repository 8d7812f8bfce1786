import type { Integration } from './integrations.ts'

/** A packager in the form that the API of ODAHU has. */
export function integrationDocument({
  id,
  arguments: specs,
  targets,
  results,
}: Integration): Readonly<Record<string, unknown>> {
  return {
    kind: 'PackagingIntegration',
    id,
    spec: {
      schema: {
        arguments: {
          properties: specs.map(({ name, type, description, default: value }) => ({
            name,
            parameters: [
              { name: 'type', value: type },
              { name: 'description', value: description },
              { name: 'default', value },
            ],
          })),
          required: [],
        },
        targets: targets.map(({ name, connectionTypes, required }) => ({
          name,
          connectionTypes: [...connectionTypes],
          required,
        })),
        results: results.map(({ name, description }) => ({ name, description })),
      },
    },
  }
}
