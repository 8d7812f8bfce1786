import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../../tools/dev/command.ts'
import { TOOLS } from '../../tools/dev/places.ts'
import { startDockerRegistry } from '../../tools/testing/docker_registry.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import { blobPath, readJson } from '../support/image_files.ts'
import type { StoredDescriptor } from '../support/image_files.ts'
import { schemaViolations } from '../support/oci_schemas.ts'
import type { Checker, MaybeChecker } from './checker.ts'
import type { ConformanceImage } from './images.ts'
import { rt } from './images.ts'

/** Programs that look at images and run none. */
export function validators(): readonly MaybeChecker[] {
  return [
    { name: 'JSON schemas of image-spec 1.1', check: checkSchemas },
    ifThere(join(TOOLS, 'crane'), { name: 'crane validate', check: validateWithCrane }),
    ifThere('/usr/bin/oci-image-tool', {
      name: 'oci-image-tool validate',
      check: validateWithTool,
    }),
    ifThere('/usr/bin/skopeo', { name: 'skopeo copy', check: copyWithSkopeo }),
    ifThere('/usr/bin/umoci', { name: 'umoci 0.4 unpack', check: unpackWith('/usr/bin/umoci') }),
    ifThere(join(TOOLS, 'umoci'), {
      name: 'umoci 0.6 unpack',
      check: unpackWith(join(TOOLS, 'umoci')),
    }),
  ]
}

function ifThere(program: string, checker: Checker): MaybeChecker {
  return existsSync(program) ? checker : { name: checker.name, missing: `no ${program}` }
}

/** A document that refers to others. */
interface Document {
  readonly config?: StoredDescriptor
  readonly manifests?: readonly StoredDescriptor[]
}

function checkSchemas({ layout }: ConformanceImage): Promise<void> {
  const violations = [
    ...schemaViolations('image-layout', readJson(join(layout, 'oci-layout'))),
    ...schemaViolations('image-index', readJson(join(layout, 'index.json'))),
  ]
  const index = readJson(join(layout, 'index.json')) as Document
  const queue = [...(index.manifests ?? [])]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const document = readJson(blobPath(layout, next.digest)) as Document
    if (next.mediaType.includes('.index.')) {
      violations.push(...schemaViolations('image-index', document))
      queue.push(...(document.manifests ?? []))
    } else {
      violations.push(...schemaViolations('image-manifest', document))
      const config = readJson(blobPath(layout, document.config?.digest ?? ''))
      violations.push(...schemaViolations('config', config))
    }
  }
  return violations.length === 0 ? Promise.resolve() : Promise.reject(new Error(violations.join()))
}

async function validateWithCrane({ layout }: ConformanceImage): Promise<void> {
  await using registry = await startDockerRegistry()
  const reference = `${registry.host}/conformance:v1`
  await rt(['push', layout, reference])
  await must(join(TOOLS, 'crane'), ['validate', '--insecure', `--remote=${reference}`])
}

async function validateWithTool(image: ConformanceImage): Promise<void> {
  await using directory = await tempDir()
  const layout = await tagged(image, directory.path)
  await must('oci-image-tool', ['validate', '--type=image', '--ref=name=v1', layout])
}

async function copyWithSkopeo({ layout }: ConformanceImage): Promise<void> {
  await using directory = await tempDir()
  const copy = join(directory.path, 'copy')
  await must('skopeo', ['copy', '--all', '--preserve-digests', `oci:${layout}`, `oci:${copy}:v1`])
  const [before, after] = [layout, copy].map((each) => readdirSync(join(each, 'blobs/sha256')))
  if (before?.toSorted().join() !== after?.toSorted().join()) throw new Error('other blobs')
}

function unpackWith(umoci: string): Checker['check'] {
  return async (image) => {
    await using directory = await tempDir()
    const layout = await tagged(image, directory.path)
    await must(umoci, ['unpack', '--image', `${layout}:v1`, join(directory.path, 'bundle')])
  }
}

/** A copy of the layout in which the image has the name `v1`. */
async function tagged({ layout }: ConformanceImage, directory: string): Promise<string> {
  const copy = join(directory, 'tagged')
  await rt(['copy', `oci:${layout}`, `oci:${copy}:v1`])
  return copy
}
