const started = Date.now()

/** Prints the heading of a step with the time since the start. */
export function step(title: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(0).padStart(3)
  process.stdout.write(`\n[${seconds} s] ${title}\n`)
}

/** Prints lines below a step. */
export function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}

/** Ends the demo: the last lines say what to do. */
export function giveUp(what: string, fix: string): never {
  process.stdout.write(`\ndemo: Cannot go on: ${what}\n  fix: ${fix}\n`)
  process.exit(1)
}
