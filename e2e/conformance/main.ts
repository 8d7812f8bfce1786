import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandOptions } from '../../tools/dev/command_options.ts'
import { ensureContainerTools, NEWER_ENGINES } from '../../tools/dev/container_tools.ts'
import { CHECKOUT } from '../../tools/dev/places.ts'
import { ensureUnpacked } from '../../tools/dev/unpacked_packages.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import { outsideWorkspace } from '../support/workspace.ts'
import type { MaybeChecker } from './checker.ts'
import { engines } from './engines.ts'
import type { ConformanceImage, ImageKind } from './images.ts'
import { buildImages } from './images.ts'
import type { Matrix, Row } from './matrix.ts'
import { differences, formatMatrix, NOT_INSTALLED, readMatrix, replaceMatrix } from './matrix.ts'
import { reasonOf } from './refusals.ts'
import { validators } from './validators.ts'

const PAGE = join(CHECKOUT, 'docs/conformance.md')

/** What a checker makes of all images, one after the other. */
async function rowOf(checker: MaybeChecker, images: readonly ConformanceImage[]): Promise<Row> {
  const cells: [ImageKind, string][] = []
  for (const image of images) {
    if ('missing' in checker) cells.push([image.kind, NOT_INSTALLED])
    else cells.push([image.kind, await checker.check(image).then(() => 'ok', reasonOf)])
  }
  process.stderr.write(`conformance: ${checker.name}\n`)
  return Object.fromEntries(cells) as Row
}

async function tryAll(): Promise<Matrix> {
  await ensureContainerTools()
  await ensureUnpacked(NEWER_ENGINES).catch((error: unknown) => {
    process.stderr.write(`conformance: no newer engines: ${String(error)}\n`)
  })
  await using directory = await tempDir()
  await using stack = new AsyncDisposableStack()
  const images = await buildImages(await outsideWorkspace(), directory.path)
  const matrix = new Map<string, Row>()
  for (const checker of [...validators(), ...(await engines(stack))]) {
    matrix.set(checker.name, await rowOf(checker, images))
  }
  return matrix
}

const values = commandOptions({
  command: 'npm run conformance',
  description: 'Checks images with validators and engines, and compares with docs/conformance.md.',
  options: { update: { type: 'boolean', default: false } },
})
const found = await tryAll()
const page = readFileSync(PAGE, 'utf8')
const wrong = differences(found, readMatrix(page))
process.stdout.write(`${formatMatrix(found)}\n\n${wrong.map((line) => `${line}\n`).join('')}`)
if (values.update) writeFileSync(PAGE, replaceMatrix(page, found))
process.stdout.write(
  `conformance: ${found.size} rows, ${wrong.length} cells are not as documented\n`,
)
process.exitCode = wrong.length === 0 || values.update ? 0 : 1
