import { isMainThread } from 'node:worker_threads'
import { runRt } from './entry.ts'

async function main(): Promise<void> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interruption.abort(new Error(`Interrupted by ${signal}`))
    })
  }
  process.exitCode = await runRt(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    interactive: process.stderr.isTTY,
    columns: process.stderr.columns || 80,
    env: process.env,
    workingDirectory: process.env['BUILD_WORKING_DIRECTORY'] ?? process.cwd(),
    argv0: process.argv0,
    signal: interruption.signal,
  })
}

// A worker thread of the bundled program loads this file, too, and needs nothing but its own part of it.
if (isMainThread) void main()
else void import('../node/workers/job_thread.ts')
