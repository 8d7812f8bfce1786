import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compareBytes } from '../../core/entries/image_path.ts'
import type { Entry } from '../../core/entries/entry.ts'
import type { DebLayerPlan } from '../../core/deb/layer_plan.ts'
import { planDebLayer } from '../../core/deb/layer_plan.ts'
import { withoutLinks } from '../../core/deb/without_links.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { isOfCompiler, isOfRunner } from '../../core/python/runner_files.ts'
import { readPackages } from '../deb/read_packages.ts'
import { Spool } from '../deb/spool.ts'
import { stopIfInterrupted } from '../layer/interruption.ts'
import { writeFailure } from '../write_failure.ts'

/** A directory that is to be made of Debian packages. */
export interface RootJob {
  /** Paths of .deb files. */
  readonly debs: readonly string[]
  /** As Debian calls it. */
  readonly architecture: string
  /** The directory, which is there and empty or is made. */
  readonly out: string
  /** A directory, likewise, for what the Python needs of it to compile; not made if not given. */
  readonly compilerOut?: string
  readonly signal: AbortSignal
}

/**
 * Makes the directory from which a Python runs on a machine that has another system: what its packages have, without
 * links, because not every tool that copies directories from machine to machine keeps those.
 *
 * @throws ExpectedFailure when a package cannot be read or does not fit, or the directory cannot be written
 */
export async function writeRoot(job: RootJob): Promise<void> {
  const { debs, architecture, out, compilerOut, signal } = job
  using spool = new Spool(`${out}.contents`)
  const { packages, extra } = await readPackages({ debs, architecture, spool, signal })
  const planned = planDebLayer(packages, extra, {
    architecture,
    contents: 'files',
    database: 'none',
    documentation: false,
    mergedUsr: true,
    pathExclude: [],
  })
  if (!planned.ok) throw new ExpectedFailure(planned.failure)
  const plan = planned.value
  const entries = withoutLinks(plan.entries).filter(({ path }) => isOfRunner(path))
  // Directories come before what is in them.
  for (const entry of [...entries].sort((a, b) => compareBytes(a.path, b.path))) {
    stopIfInterrupted(signal)
    const content = contentOf(plan, spool, entry)
    writeEntry(out, entry, content)
    if (compilerOut !== undefined && entry.kind !== 'directory' && isOfCompiler(entry.path))
      writeEntry(compilerOut, entry, content)
  }
}

function contentOf({ ranges, texts }: DebLayerPlan, spool: Spool, entry: Entry): Uint8Array {
  const source = entry.kind === 'file' ? entry.source : undefined
  if (source === undefined) return new Uint8Array()
  const range = ranges.get(source)
  return range === undefined ? Buffer.from(texts.get(source) ?? '') : spool.read(range)
}

function writeEntry(out: string, { kind, path, mode }: Entry, content: Uint8Array): void {
  const place = join(out, path)
  try {
    mkdirSync(kind === 'directory' ? place : dirname(place), { recursive: true })
    if (kind !== 'directory') writeFileSync(place, content, { mode: mode & 0o111 ? 0o755 : 0o644 })
  } catch (error) {
    throw writeFailure(place, content.length, error)
  }
}
