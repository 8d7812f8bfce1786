import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import draft04 from 'ajv-draft-04'
import formats from 'ajv-formats'
import { TOOLS } from '../../tools/dev/places.ts'

/** The kinds of documents that the OCI image specification 1.1 has a JSON schema for. */
export type DocumentKind = 'config' | 'image-index' | 'image-layout' | 'image-manifest'

const SCHEMAS = join(TOOLS, '../share/gocode/src/github.com/opencontainers/image-spec/schema')

const validator = loadSchemas()

/** The complaints of the specification's own schema about a document; none when it conforms. */
export function schemaViolations(kind: DocumentKind, document: unknown): readonly string[] {
  const validate = validator.getSchema(`${kind}-schema.json`)
  if (validate === undefined) throw new Error(`No schema of kind ${kind} in ${SCHEMAS}`)
  if (validate(document) === true) return []
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath}: ${error.message ?? error.keyword}`,
  )
}

function loadSchemas(): draft04.default {
  const ajv = new draft04.default({ strict: false, allErrors: true })
  formats.default(ajv)
  for (const name of readdirSync(SCHEMAS).filter((file) => file.endsWith('.json'))) {
    ajv.addSchema(readSchema(name), name)
  }
  return ajv
}

/** Reads a schema without its ids, which name web pages: references then mean the files beside it. */
function readSchema(name: string): object {
  const withoutIds = (key: string, value: unknown): unknown =>
    key === 'id' && typeof value === 'string' ? undefined : value
  return JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8'), withoutIds) as object
}
