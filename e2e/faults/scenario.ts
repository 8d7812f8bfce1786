import type { FaultPlan, SeenRequest } from '../../tools/testing/fault_proxy.ts'
import type { FaultKind } from './fault_kinds.ts'
import type { Verdict } from './outcome.ts'

/** A piece of work that is disturbed again and again, and everything that it needs running. */
export interface Scenario extends AsyncDisposable {
  /** Such as `push to docker-registry`. */
  readonly work: string
  readonly kinds: readonly FaultKind[]
  /** How many requests the work takes when nobody disturbs it. */
  readonly requests: number
  /**
   * Does the work while request `k` is broken, checks what is left, and does it again in peace.
   *
   * @param random at least 0 and below 1
   * @returns the verdict; undefined where there was no such request
   */
  disturb(kind: FaultKind, k: number, random: number): Promise<Verdict | undefined>
  /** Checks everything that is left in the end. */
  readonly sweep?: () => Promise<void>
}

/** A plan that notes when requests came. */
export interface TimedPlan {
  readonly plan: FaultPlan
  /** Whether the request that was to be broken came. */
  readonly struck: () => boolean
  /** Throws where a request came again too early. */
  readonly checkWait: () => void
}

/** Notes when requests come, to see whether a client waits as long as it is told to. */
export function timed(plan: FaultPlan, k: number, wait = 0): TimedPlan {
  let broken: { readonly key: string; readonly at: number } | undefined
  let again: number | undefined
  return {
    plan(request) {
      // Uploads that begin at the same time look alike.
      const telling = !request.path.endsWith('/uploads/')
      if (telling && broken?.key === keyOf(request)) again ??= Date.now() - broken.at
      if (request.number === k) broken = { key: keyOf(request), at: Date.now() }
      return plan(request)
    },
    struck: () => broken !== undefined,
    checkWait() {
      // Timers may fire a moment early.
      if ((again ?? Infinity) < wait - 10) throw new Error(`Asked again after ${again} ms`)
    },
  }
}

function keyOf({ method, path }: SeenRequest): string {
  return `${method} ${path}`
}
