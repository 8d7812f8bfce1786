import { JOB_SERVER } from '../node/pool/job_server.ts'

async function main(): Promise<void> {
  const { interruption, reportLostOutput, runRt } = await import('./entry.ts')
  const signal = signalOf(interruption)
  let lost: Error | undefined
  const keepLoss = once(() => process.stdout.on('error', (error) => (lost ??= error)))
  // Progress that nobody can read is no reason to stop.
  const ignoreLoss = once(() => process.stderr.on('error', () => undefined))
  const surroundings = {
    // Node makes its streams when they are asked for, which takes longer than most actions, which are silent.
    get stdout() {
      keepLoss()
      return process.stdout
    },
    get stderr() {
      ignoreLoss()
      return process.stderr
    },
    get interactive() {
      return process.stderr.isTTY
    },
    get columns() {
      return process.stderr.columns || 80
    },
    get ask() {
      return process.stdin.isTTY ? askPerson : undefined
    },
    readInput: async () => (await import('node:stream/consumers')).text(process.stdin),
    env: process.env,
    workingDirectory: process.env['BUILD_WORKING_DIRECTORY'] ?? process.cwd(),
    argv0: process.argv0,
    get signal() {
      return signal()
    },
  }
  process.exitCode = await runRt(process.argv.slice(2), surroundings)
  // A closed pipe and a full disk are told in a later turn of the event loop.
  process.once('beforeExit', () => {
    if (lost !== undefined) process.exitCode = reportLostOutput(surroundings, lost.message)
  })
}

/** A command that does not ask for the signal is ended by it at once, as programs are. */
function signalOf(interruption: (signal: string) => unknown): () => AbortSignal {
  const interrupted = new AbortController()
  const listen = once(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => interrupted.abort(interruption(signal)))
    }
  })
  return () => {
    listen()
    return interrupted.signal
  }
}

/** Questions go where progress goes: results stay alone. */
async function askPerson(question: string, isSecret: boolean): Promise<string> {
  const { askTerminal } = await import('../node/terminal.ts')
  return askTerminal(process.stdin, process.stderr, question, isSecret)
}

/** Makes something happen the first time only. */
function once(action: () => unknown): () => void {
  let isDone = false
  return () => {
    if (!isDone) action()
    isDone = true
  }
}

// A worker thread of the bundled program loads this file, too, and needs nothing but its own part of it.
if (process.argv[2] !== JOB_SERVER) void main()
else void import('../node/jobs.ts')
