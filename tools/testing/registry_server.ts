import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A registry, or something in front of one, that runs until it is disposed of. */
export interface RunningRegistry extends AsyncDisposable {
  /** Such as `127.0.0.1:36445`. */
  readonly host: string
}

/**
 * Waits until a server says which port it listens on.
 *
 * @param output where it says so; read to the end from then on, so that the server never waits
 * @param port finds the port in a line
 */
export async function listeningPort(
  child: ChildProcess,
  output: Readable,
  port: RegExp,
): Promise<number> {
  const said: string[] = []
  for await (const line of createInterface(output)) {
    said.push(line)
    const found = port.exec(line)?.[1]
    if (found === undefined) continue
    output.resume()
    return Number(found)
  }
  throw new Error(`${child.spawnfile} ended before it listened: ${said.join('\n')}`)
}

/** Ends a program and waits until it is gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  await exited
}
