import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { hexOfDigest } from '../../core/digest.ts'
import { describe, explain } from '../../core/explain.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Shell } from '../../node/shell.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import type { TempDir } from '../../testing/temp_dir.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { runProgram } from '../program.ts'

/** What is packed. */
export const image = memoryImage({ layers: [{ files: { a: 'b' }, compression: 'none' }] })

/** A document whose image goes to the connection `registry`. */
const PACKAGING = `kind: ModelPackaging
id: wine
spec:
  artifactName: wine
  integrationName: docker-rest
  arguments: {imageName: "{{ Name }}/Model:{{ Version }}"}
  targets: [{name: docker-push, connectionName: registry}]
`

/** A directory with runfiles: an image, a document and the name of a model. */
export async function runfiles(packaging = PACKAGING): Promise<TempDir> {
  const directory = await tempDir()
  const blobs = join(directory.path, 'image/blobs/sha256')
  mkdirSync(blobs, { recursive: true })
  for (const [digest, bytes] of image.blobs) writeFileSync(join(blobs, hexOfDigest(digest)), bytes)
  const write = (name: string, content: string): void =>
    writeFileSync(join(directory.path, name), content)
  write('image/index.json', JSON.stringify({ schemaVersion: 2, manifests: [image.root] }))
  write('image/oci-layout', '{"imageLayoutVersion":"1.0.0"}')
  write('packaging.yaml', packaging)
  write('model.json', '{"name": "Wine", "version": "1.2"}')
  return directory
}

/** What a run printed, the words of its failure, and the files that it wrote. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly failure: string | undefined
  readonly file: (name: string) => string | undefined
}

/** Runs `rt pack run` in a directory that `runfiles` has made, as a `.pack` target does. */
export async function pack(directory: string, ...args: readonly string[]): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const shell: Shell = {
    ...{ stdout, stderr, interactive: false, columns: 80, argv0: 'rt' },
    env: { HOME: '/nonexistent', RUNFILES_DIR: directory },
    workingDirectory: directory,
    signal: new AbortController().signal,
    context: 'docker_rest //wine:wine.pack',
    explain: (failed) => explain(failed).message,
  }
  let failure: string | undefined
  const target = ['--image=image', '--packager=docker-rest', '--packaging=packaging.yaml']
  try {
    await runProgram(shell, ['pack', 'run', ...target, '--model=model.json', ...args])
  } catch (error) {
    if (!(error instanceof ExpectedFailure)) throw error
    failure = describe(shell.context, error.failure)
  }
  stdout.end()
  stderr.end()
  const file = (name: string): string | undefined =>
    existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8') : undefined
  const texts = { stdout: await text(stdout), stderr: await text(stderr) }
  const files = new Map(['result.json', 'digest', 'status.yaml'].map((name) => [name, file(name)]))
  return { ...texts, failure, file: (name) => files.get(name) }
}

/** A document of the connection `registry`; `more` goes behind its address. */
export function connection(host: string, more = ''): string {
  return `kind: Connection\nid: registry\nspec: {type: docker, uri: ${host}/models${more}}\n`
}
