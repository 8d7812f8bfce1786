import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MachineSource, SuiteSource } from '../../core/deb/apt_sources.ts'
import {
  parseMachineSources,
  printSources,
  releasesWithout,
  SOURCE_FORMAT,
  sourcesOfSuite,
  trustIn,
} from '../../core/deb/apt_sources.ts'
import type { DebianFailure } from '../../core/deb/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { parseStanza } from '../../core/deb/stanza.ts'
import { runCommand } from '../command.ts'
import type { Shell } from '../shell.ts'

/** What is looked for. Architectures are Debian's. */
export interface SuiteRequest {
  readonly suite: string
  readonly components: readonly string[]
  readonly architectures: readonly string[]
}

/** An index that apt has fetched and whose signature it has checked. */
export interface IndexFile {
  /** As Debian calls it. */
  readonly architecture: string
  readonly path: string
}

type Surroundings = Pick<Shell, 'env' | 'signal'>

/** The machine's own package client: its configuration, proxies, credentials and keys count. */
export class Apt {
  readonly #env: Shell['env']
  readonly #signal: AbortSignal

  constructor({ env, signal }: Surroundings) {
    // What apt says is read.
    this.#env = { ...env, LC_ALL: 'C' }
    this.#signal = signal
  }

  /** Where the machine gets its packages from; none where it has no apt. */
  async sources(): Promise<readonly MachineSource[]> {
    const args = [
      'indextargets',
      '--no-release-info',
      '--format',
      SOURCE_FORMAT,
      'Created-By: Packages',
    ]
    const outcome = await this.#run('apt-get', args)
    return outcome.code === 0 ? parseMachineSources(outcome.stdout) : []
  }

  /**
   * Fetches the indexes of a suite. The machine's own lists are neither used nor changed.
   *
   * @param directory a folder for apt to work in
   * @throws ExpectedFailure when there is no apt, no source has the suite, or one does not answer
   */
  async indexes(request: SuiteRequest, directory: string): Promise<readonly IndexFile[]> {
    const machine = await this.sources()
    const codename = machineCodename()
    const known = sourcesOfSuite(request.suite, machine, { ...request, codename })
    if (known.length === 0)
      throw fail({ reason: 'no-source', what: `the packages of ${request.suite}` })
    const options = stateOptions(directory)
    await this.#update(known, request, directory)
    const format = '$(ARCHITECTURE)\t$(FILENAME)'
    const targets = await this.#run('apt-get', [
      ...options,
      'indextargets',
      '--format',
      format,
      'Created-By: Packages',
    ])
    return targets.stdout.split('\n').flatMap((line) => {
      const [architecture = '', path = ''] = line.split('\t')
      return path !== '' && existsSync(path) ? [{ architecture, path }] : []
    })
  }

  /** Asks for all releases, and again without those that the repositories turn out not to have. */
  async #update(
    sources: readonly SuiteSource[],
    request: SuiteRequest,
    directory: string,
  ): Promise<void> {
    const { suite } = request
    let asked = sources
    for (;;) {
      writeSources(asked, request, directory)
      const args = [...stateOptions(directory), '-q', 'update']
      const { code, stdout, stderr } = await this.#run('apt-get', args)
      if (code === 0) return
      const absent = new Set(releasesWithout({ stdout, stderr }))
      const uris = asked.map(({ uri }) => uri)
      if (absent.has(suite)) throw fail({ reason: 'unknown-suite', suite, sources: uris })
      const left = asked.map((source) => {
        return { ...source, releases: source.releases.filter((release) => !absent.has(release)) }
      })
      if (absent.size === 0)
        throw fail({ reason: 'index', place: suite, cause: complaintOf(stderr) })
      asked = left.filter(({ releases }) => releases.length > 0)
    }
  }

  /**
   * Downloads one file and has apt check its hash.
   *
   * @returns why it did not work; undefined when the file is there
   */
  async download(url: string, path: string, sha256: string): Promise<string | undefined> {
    const options = Object.entries(DOWNLOAD_OPTIONS).flatMap(([name, value]) => [
      '-o',
      `${name}=${value}`,
    ])
    const args = [...options, 'download-file', url, path, `SHA256:${sha256}`]
    const outcome = await this.#run(APT_HELPER, args)
    return outcome.code === 0 ? undefined : complaintOf(outcome.stderr)
  }

  async #run(program: string, args: readonly string[]): Promise<Finished> {
    const outcome = await runCommand(program, args, { env: this.#env, signal: this.#signal })
    if (outcome.kind === 'exited') return outcome
    return { code: NOT_FOUND, stdout: '', stderr: `E: ${program} is not there` }
  }
}

interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What a shell says of a program that is not there. */
const NOT_FOUND = 127

/** apt's own downloader, which packages use in their scripts too. */
const APT_HELPER = '/usr/lib/apt/apt-helper'

/** Files are written where only this user may. */
const DOWNLOAD_OPTIONS = { 'APT::Sandbox::User': 'root' } as const

function fail(failure: DistributedOmit<DebianFailure>): ExpectedFailure {
  return new ExpectedFailure({ topic: 'debian', ...failure })
}

type DistributedOmit<T> = T extends { readonly topic: 'debian' } ? Omit<T, 'topic'> : never

/** All that apt keeps is below a folder of its own. */
function stateOptions(directory: string): readonly string[] {
  const settings = {
    ...DOWNLOAD_OPTIONS,
    'Dir::State': directory,
    'Dir::State::status': join(directory, 'status'),
    'Dir::State::lists': join(directory, 'lists'),
    'Dir::Cache': directory,
    'Dir::Etc::sourcelist': join(directory, 'suite.sources'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Acquire::Languages': 'none',
    // Lists are read right here.
    'Acquire::GzipIndexes': 'false',
    'APT::Update::Error-Mode': 'any',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

function writeSources(
  sources: readonly SuiteSource[],
  request: SuiteRequest,
  directory: string,
): void {
  mkdirSync(join(directory, 'lists', 'partial'), { recursive: true })
  mkdirSync(join(directory, 'archives', 'partial'), { recursive: true })
  writeFileSync(join(directory, 'status'), '')
  const trusted = sources.map((source) => {
    const text = existsSync(source.file) ? readFileSync(source.file, 'utf8') : ''
    return { ...source, trust: trustIn(text, source.uri) }
  })
  writeFileSync(join(directory, 'suite.sources'), printSources(trusted, request))
}

/** The name of the machine's own release (os-release(5)). */
function machineCodename(): string {
  const file = '/etc/os-release'
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return parseStanza(text.replaceAll('=', ':')).get('VERSION_CODENAME') ?? ''
}

/** What apt complains of: its first error, or its last words. */
function complaintOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line !== '')
  const error =
    lines.find((line) => line.startsWith('E:')) ?? lines.at(-1) ?? 'apt does not say why'
  return error.replace(/^[EW]:\s*/, '')
}
