import { spawn } from 'node:child_process'
import { openSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { must, run } from '../../tools/dev/command.ts'
import { stop } from '../../tools/testing/registry_server.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'

/** A containerd of its own, with its client `ctr`; its store is gone when disposed of. */
export interface Containerd extends AsyncDisposable {
  /** Runs a command of ctr; resolves to what it prints, rejects when it fails. */
  readonly ctr: (...args: readonly string[]) => Promise<string>
}

/** Starts containerd without plugins for Kubernetes. */
export async function startContainerd(program: string): Promise<Containerd> {
  const directory = await tempDir()
  const socket = join(directory.path, 'c.sock')
  const config = join(directory.path, 'config.toml')
  writeFileSync(config, configOf(directory.path, socket))
  const bin = dirname(program)
  const env = {
    ...process.env,
    PATH: [bin, process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter),
  }
  const log = openSync(join(directory.path, 'log'), 'w')
  const child = spawn(program, ['--config', config], { env, stdio: ['ignore', log, log] })
  const containerd: Containerd = {
    ctr: (...args) => must(join(bin, 'ctr'), ['--address', socket, ...args], { env }),
    async [Symbol.asyncDispose]() {
      await stop(child)
      await directory[Symbol.asyncDispose]()
    },
  }
  while (child.exitCode === null) {
    if ((await run(join(bin, 'ctr'), ['--address', socket, 'version'], { env })).status === 0) {
      return containerd
    }
    await sleep(50)
  }
  await directory[Symbol.asyncDispose]()
  throw new Error(`${program} ended with ${child.exitCode}`)
}

function configOf(directory: string, socket: string): string {
  return `version = 2
root = "${directory}/root"
state = "${directory}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "${socket}"
`
}
