import { blobLine } from '../../core/progress/blob_line.ts'
import { overallLine, plannedLine } from '../../core/progress/overall.ts'
import { formatBytes, formatSeconds, shortDigest } from '../../core/progress/format.ts'
import type { BlobOutcome, TransferEvent, TransferObserver } from '../blob/transfer_event.ts'
import type { Shell } from '../shell.ts'
import { LiveLines } from './live_lines.ts'
import { blobKey, OverallCount } from './overall_count.ts'

/** How a transfer is told about: `json` is one object a line. */
export type ReportStyle = 'text' | 'json' | 'quiet'

/** Tells about a transfer on stderr. To be disposed of, so that the terminal is left clean. */
export interface TransferReporter extends Disposable {
  readonly observe: TransferObserver
}

/** Chooses how to tell: live lines on a terminal, plain lines elsewhere, objects, or nothing. */
export function transferReporter(shell: Shell, style: ReportStyle): TransferReporter {
  if (style === 'quiet') return { observe: () => undefined, [Symbol.dispose]: () => undefined }
  if (style === 'json') return jsonReporter(shell)
  return new TextReporter(shell)
}

/** A blob's progress is told so often at most, in milliseconds. */
const JSON_INTERVAL = 1000
const PLAIN_INTERVAL = 10_000

function jsonReporter({ stderr }: Shell): TransferReporter {
  const told = new Map<string, number>()
  const observe: TransferObserver = (event) => {
    if (event.event === 'blob-progress') {
      if (Date.now() - (told.get(blobKey(event)) ?? 0) < JSON_INTERVAL) return
      told.set(blobKey(event), Date.now())
    }
    stderr.write(`${JSON.stringify(event)}\n`)
  }
  return { observe, [Symbol.dispose]: () => undefined }
}

/** A blob that is under way. */
interface Running {
  readonly label: string
  readonly size: number
  done: number
  skipped: number
  began: number
  told: number
}

class TextReporter implements TransferReporter {
  readonly #shell: Shell
  readonly #live: LiveLines | undefined
  readonly #running = new Map<string, Running>()
  readonly #count = new OverallCount()

  constructor(shell: Shell) {
    this.#shell = shell
    if (shell.interactive) this.#live = new LiveLines(shell.stderr, () => this.#lines())
  }

  readonly observe: TransferObserver = (event) => {
    this.#count.note(event)
    if (event.event === 'blob-end') this.#running.delete(blobKey(event))
    if (event.event === 'blob-start') this.#start(event)
    else if (event.event === 'blob-progress') this.#progress(event)
    else this.#say(this.#lineOf(event))
  };

  [Symbol.dispose](): void {
    this.#live?.[Symbol.dispose]()
  }

  #start(event: TransferEvent & { event: 'blob-start' }): void {
    const { digest, size, role } = event
    const now = Date.now()
    const label = `${role.padEnd(6)} ${shortDigest(digest)}`
    this.#running.set(blobKey(event), { label, size, done: 0, skipped: 0, began: now, told: now })
    this.#live?.draw()
  }

  #progress(event: TransferEvent & { event: 'blob-progress' }): void {
    const { bytes } = event
    const blob = this.#running.get(blobKey(event))
    if (blob === undefined) return
    const now = Date.now()
    if (bytes < blob.done) {
      blob.skipped = bytes
      blob.began = now
    }
    blob.done = bytes
    if (this.#live !== undefined) this.#live.draw()
    else if (now - blob.told >= PLAIN_INTERVAL) {
      blob.told = now
      this.#shell.stderr.write(`${this.#line(blob, Infinity)}\n`)
    }
  }

  #lineOf(event: Exclude<TransferEvent, { event: 'blob-start' | 'blob-progress' }>): string {
    switch (event.event) {
      case 'plan':
        return plannedLine(event)
      case 'blob-end':
        return blobEndLine(event)
      case 'manifest':
        return `manifest ${shortDigest(event.digest)}  ${event.status}`
      case 'tag':
        return `tag "${event.tag}"  ${event.status}`
      case 'mirror-failed':
        return `going on without the mirror ${event.mirror}: ${event.cause}`
      case 'retry':
        return `trying again in ${formatSeconds(event.seconds)} to ${event.what}: ${event.cause}`
    }
  }

  #lines(): readonly string[] {
    const { columns } = this.#shell
    const lines = [...this.#running.values()].map((blob) => this.#line(blob, columns))
    const { overall } = this.#count
    return overall === undefined ? lines : [...lines, overallLine(overall, columns)]
  }

  #line({ label, size, done, skipped, began }: Running, columns: number): string {
    const seconds = (Date.now() - began) / 1000
    return blobLine({ label, size, done, skipped, seconds }, columns)
  }

  /** A line that stays, above those that move. */
  #say(line: string): void {
    if (this.#live === undefined) this.#shell.stderr.write(`${line}\n`)
    else this.#live.say(line)
  }
}

function blobEndLine({ role, digest, size, status, bytes, seconds, from }: BlobOutcome): string {
  const name = `${role.padEnd(6)} ${shortDigest(digest)}  ${formatBytes(size)}`
  if (status === 'mounted') return `${name}  mounted from ${from ?? 'another repository'}`
  if (status !== 'uploaded' && status !== 'downloaded') return `${name}  ${status}`
  const speed = seconds > 0 ? ` (${formatBytes(bytes / seconds)}/s)` : ''
  return `${name}  ${status} in ${formatSeconds(seconds)}${speed}`
}
