// Makes a layout as other rule sets do: its layers are links to where they were, and index.json has only
// the key that must be there.
//
//   link_layout LAYOUT OUT
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

interface Descriptor {
  readonly digest: string
}

interface Manifest {
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

function blobPath(layout: string, { digest }: Descriptor): string {
  return join(layout, 'blobs', ...digest.split(':'))
}

/** A relative link, which holds as long as the two directories move together. */
function linkTo(target: string, path: string): void {
  symlinkSync(relative(dirname(path), target), path)
}

const [layout = '', out = ''] = process.argv.slice(2)
const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as {
  readonly manifests: readonly Descriptor[]
}
mkdirSync(join(out, 'blobs', 'sha256'), { recursive: true })
copyFileSync(join(layout, 'oci-layout'), join(out, 'oci-layout'))
writeFileSync(join(out, 'index.json'), JSON.stringify({ manifests: index.manifests }))
for (const image of index.manifests) {
  const manifest = JSON.parse(readFileSync(blobPath(layout, image), 'utf8')) as Manifest
  for (const small of [image, manifest.config])
    copyFileSync(blobPath(layout, small), blobPath(out, small))
  for (const layer of manifest.layers) linkTo(blobPath(layout, layer), blobPath(out, layer))
}
