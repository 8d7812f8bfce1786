// Prints what an OCI layout directory has in its manifests and configs, and compares it with a file.
//
//   print_image.ts LAYOUT GOLDEN COMMAND
//
// LAYOUT and GOLDEN are runfiles keys; COMMAND is what people run to write GOLDEN anew, and `--update`
// writes it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

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

function readBlob(layout: string, { digest }: Descriptor): Document {
  const path = join(layout, 'blobs', ...digest.split(':'))
  return JSON.parse(readFileSync(path, 'utf8')) as Document
}

/** Follows a descriptor to everything that is JSON. */
function expand(layout: string, descriptor: Descriptor): unknown {
  const document = readBlob(layout, descriptor)
  return {
    descriptor,
    document,
    ...(document.config && { config: readBlob(layout, document.config) }),
    ...(document.manifests && {
      manifests: document.manifests.map((each) => expand(layout, each)),
    }),
  }
}

function describeLayout(layout: string): string {
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as Document
  const images = (index.manifests ?? []).map((each) => expand(layout, each))
  return `${JSON.stringify({ images }, undefined, 2)}\n`
}

/** The lines that only one of two texts has, in order, good enough to see what changed. */
function differences(expected: string, actual: string): string {
  const wanted = expected.split('\n')
  const got = actual.split('\n')
  return [
    ...wanted.filter((line) => !got.includes(line)).map((line) => `- ${line}`),
    ...got.filter((line) => !wanted.includes(line)).map((line) => `+ ${line}`),
  ].join('\n')
}

/** In a test the source file is not writable, and only `bazel run` says where it is. */
function update(golden: string, text: string): void {
  const workspace = process.env['BUILD_WORKSPACE_DIRECTORY']
  if (workspace === undefined) throw new Error('Only bazel run can update a golden file')
  writeFileSync(join(workspace, golden.slice('_main/'.length)), text)
}

function main([layout = '', golden = '', command = '']: readonly string[]): void {
  const runfiles = process.env['RUNFILES_DIR'] ?? '.'
  const actual = describeLayout(join(runfiles, layout))
  if (command === '--update') {
    update(golden, actual)
    return
  }
  const expected = readFileSync(join(runfiles, golden), 'utf8')
  if (actual === expected) return
  process.stderr.write(`${golden} is out of date:\n${differences(expected, actual)}\n`)
  process.stderr.write(`  fix: ${command}\n`)
  process.exitCode = 1
}

main(process.argv.slice(2))
