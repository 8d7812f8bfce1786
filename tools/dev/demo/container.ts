import { existsSync, readFileSync } from 'node:fs'
import type { Finished } from '../command.ts'
import { run } from '../command.ts'

/** An engine that answered. */
export type Engine = 'docker' | 'podman'

/** The first engine of this machine that answers; undefined where none does. */
export async function findEngine(): Promise<Engine | undefined> {
  for (const engine of ['docker', 'podman'] as const) {
    const answered = await run(engine, ['info'])
    if (answered.status === 0) return engine
  }
  return undefined
}

/** The command that runs a container of an image which the engine already has; never pulls. */
export function runCommand(engine: Engine, image: string): readonly [string, ...string[]] {
  const common = ['run', '--rm', '--pull=never', '--network=none']
  return engine === 'docker'
    ? [engine, ...common, image]
    : [engine, ...podmanGlobals(), ...common, ...podmanLimits(), image]
}

/** Runs that command. */
export function runContainer(engine: Engine, image: string): Promise<Finished> {
  const [program, ...args] = runCommand(engine, image)
  return run(program, args)
}

/** The mixed control-group hierarchy of some machines is refused by podman's default runtime. */
function podmanGlobals(): readonly string[] {
  return existsSync('/sys/fs/cgroup/unified') ? ['--runtime=runc', '--cgroup-manager=cgroupfs'] : []
}

/** Without CAP_SYS_RESOURCE podman cannot raise the limits that it raises by default. */
function podmanLimits(): readonly string[] {
  return mayRaiseLimits() ? [] : ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024']
}

const CAP_SYS_RESOURCE = 24n

function mayRaiseLimits(): boolean {
  const status = readFileSync('/proc/self/status', 'utf8')
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'
  return ((BigInt(`0x${effective}`) >> CAP_SYS_RESOURCE) & 1n) === 1n
}
