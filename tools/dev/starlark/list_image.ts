// Writes what an OCI layout directory has in its manifests and configs as JSON, for golden tests.
//
//   list_image LAYOUT OUT
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The part of a descriptor that is followed. */
interface Descriptor {
  readonly mediaType: string
  readonly digest: string
}

/** A manifest has a config, an index has manifests. */
interface Document {
  readonly config?: Descriptor
  readonly manifests?: readonly Descriptor[]
}

function readDocument(path: string): Document {
  return JSON.parse(readFileSync(path, 'utf8')) as Document
}

/** Follows a descriptor to everything that is JSON. */
function expand(layout: string, descriptor: Descriptor): unknown {
  const blob = ({ digest }: Descriptor) => join(layout, 'blobs', ...digest.split(':'))
  const document = readDocument(blob(descriptor))
  return {
    descriptor,
    document,
    ...(document.config && { config: readDocument(blob(document.config)) }),
    ...(document.manifests && {
      manifests: document.manifests.map((each) => expand(layout, each)),
    }),
  }
}

const [layout = '', out = ''] = process.argv.slice(2)
const { manifests = [] } = readDocument(join(layout, 'index.json'))
const images = manifests.map((each) => expand(layout, each))
writeFileSync(out, `${JSON.stringify({ images }, undefined, 2)}\n`)
