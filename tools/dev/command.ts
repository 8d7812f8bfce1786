import { spawn } from 'node:child_process'

/** What a finished program left. */
export interface Finished {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** How a program is run. */
export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Text for standard input; none by default. */
  readonly input?: string
}

/** Runs a program without a shell and collects what it prints. Never throws for its exit status. */
export function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: options.cwd, env: options.env ?? process.env })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', (error) => resolve({ status: 127, stdout, stderr: stderr + error.message }))
    child.on('close', (status) => resolve({ status: status ?? 1, stdout, stderr }))
    // A program that ends without reading is judged by its exit status.
    child.stdin.on('error', () => undefined).end(options.input)
  })
}

/** Runs a program on this terminal and answers its exit status. */
export function runVisibly(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: 'inherit',
    })
    child.on('error', () => resolve(127))
    child.on('close', (status) => resolve(status ?? 1))
  })
}

/** Runs a program that must succeed; throws an Error with the end of what it said otherwise. */
export async function must(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const finished = await run(program, args, options)
  if (finished.status === 0) return finished.stdout
  const said = `${finished.stdout}${finished.stderr}`.trim().split('\n').slice(-8).join('\n')
  throw new Error(
    `${program} ${args.slice(0, 3).join(' ')} ended with ${finished.status}:\n${said}`,
  )
}
