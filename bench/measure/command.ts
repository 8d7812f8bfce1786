import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A program to measure. */
export interface Command {
  /** Program and arguments; started without a shell. */
  readonly argv: readonly string[]
  readonly cwd?: string
  /** Added to the environment of the bench. */
  readonly env?: Readonly<Record<string, string>>
}

/** What one run of a command took, itself and everything it started and waited for. */
export interface Sample {
  /** Seconds. */
  readonly wall: number
  /** Seconds on a core, in user and in kernel mode. */
  readonly cpu: number
  /** Bytes resident at the peak, of the largest process. */
  readonly memory: number
  /** Bytes that system calls read, from the page cache or not. */
  readonly read: number
  /** Bytes on their way to a disk; writes to a tmpfs or a socket do not count. */
  readonly written: number
  readonly stdout: string
}

const ACCOUNT = fileURLToPath(new URL('account.pl', import.meta.url))

/** A pipeline for bash: `$1` and on are the operands. It fails when any part fails. */
export function shell(script: string, ...operands: readonly string[]): readonly string[] {
  return ['bash', '-c', `set -euo pipefail; ${script}`, 'bench', ...operands]
}

/** Runs a command to its end. Throws an Error with the last lines it printed where it fails. */
export async function measure(command: Command): Promise<Sample> {
  const { code, texts } = await collect(command)
  const [stdout = '', stderr = '', account = ''] = texts
  const numbers = account.trim().split(' ').map(Number)
  const [wall = 0, user = 0, system = 0, memory = 0, read = 0, written = 0, status = 127] = numbers
  if (code !== 0 || status !== 0) {
    const last = `${stdout}${stderr}`.trim().split('\n').slice(-8).join('\n')
    throw new Error(`${command.argv.slice(0, 4).join(' ')} ended with ${status}:\n${last}`)
  }
  return { wall, cpu: user + system, memory: memory * 1024, read, written, stdout }
}

interface Collected {
  readonly code: number | null
  /** Standard output, standard error and the account. */
  readonly texts: readonly string[]
}

function collect(command: Command): Promise<Collected> {
  return new Promise((resolve, reject) => {
    const child = spawn('perl', [ACCOUNT, ...command.argv], {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const texts = ['', '', '']
    for (const [index, stream] of child.stdio.slice(1, 4).entries()) {
      stream?.on(
        'data',
        (bytes: Buffer) => (texts[index] = `${texts[index] ?? ''}${bytes.toString()}`),
      )
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, texts }))
  })
}
