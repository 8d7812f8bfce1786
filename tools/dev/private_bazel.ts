import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { runVisibly } from './command.ts'
import { insideEnvironment, insideRoot, startupOptions } from './private_root/root.ts'

/** Runs a program inside the private root. */
async function inside(command: readonly string[]): Promise<number> {
  const [program = 'unshare', ...rest] = insideRoot(process.cwd(), command)
  return runVisibly(program, rest, { env: insideEnvironment(userInfo().username) })
}

/** Runs Debian's Bazel inside the private root. */
async function bazel(args: readonly string[]): Promise<number> {
  return inside(['/usr/bin/bazel', ...startupOptions(), ...args])
}

/** Where the command stands in `[startup options] COMMAND ...`; -1 without one. */
function commandIndex(args: readonly string[]): number {
  return args.findIndex((argument) => !argument.startsWith('-'))
}

/**
 * `bazel run` in two steps: build inside the root, then execute outside, where the machine's own
 * container engines and credentials are. A test is executed inside: Bazel starts it by a script of its
 * own installation, which is there only.
 */
async function buildInsideRunOutside(args: readonly string[], command: number): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'rt-run-'))
  try {
    const script = join(directory, 'run')
    const withScript = args.toSpliced(command + 1, 0, `--script_path=${script}`)
    const status = await bazel(withScript)
    if (status !== 0) return status
    const isTest = readFileSync(script, 'utf8').includes('/test-setup.sh')
    return await (isTest ? inside([script]) : runVisibly(script, []))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const args = process.argv.slice(2)
const command = commandIndex(args)
const scripted = args.some((argument) => argument.startsWith('--script_path'))
process.exitCode =
  args[command] === 'run' && !scripted
    ? await buildInsideRunOutside(args, command)
    : await bazel(args)
