import { JOB_SERVER } from '../node/pool/job_server.ts'

async function main(): Promise<void> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interruption.abort(new Error(`Interrupted by ${signal}`))
    })
  }
  const { runRt } = await import('./entry.ts')
  process.exitCode = await runRt(process.argv.slice(2), {
    // Node makes its streams when they are asked for, which takes longer than most actions, which are silent.
    get stdout() {
      return process.stdout
    },
    get stderr() {
      return process.stderr
    },
    get interactive() {
      return process.stderr.isTTY
    },
    get columns() {
      return process.stderr.columns || 80
    },
    get confirm() {
      return process.stdin.isTTY ? confirm : undefined
    },
    env: process.env,
    workingDirectory: process.env['BUILD_WORKING_DIRECTORY'] ?? process.cwd(),
    argv0: process.argv0,
    signal: interruption.signal,
  })
}

/** Asks on the terminal; anything but y or yes is a no. */
async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(question)).trim())
  } finally {
    terminal.close()
  }
}

// A worker thread of the bundled program loads this file, too, and needs nothing but its own part of it.
if (process.argv[2] !== JOB_SERVER) void main()
else void import('../node/jobs.ts')
