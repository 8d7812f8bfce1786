import type { AddressInfo } from 'node:net'
import { serve } from './connection.ts'
import { NullRegistry } from './null_registry.ts'

/** Requests to these are for the bench and not counted. */
export const COUNTS = '/counts'
export const FORGET_COUNTS = '/forget/counts'
export const FORGET_ALL = '/forget/all'

function main(): void {
  const registry = new NullRegistry()
  const server = serve({
    keeps: (head) => registry.keeps(head),
    answer: (head, bytes, body) => {
      if (head.target.startsWith('/v2/')) return registry.answer(head, bytes, body)
      if (head.target === FORGET_COUNTS) registry.forget(false)
      if (head.target === FORGET_ALL) registry.forget(true)
      const { userCPUTime, systemCPUTime } = process.resourceUsage()
      const counts = registry.counts((userCPUTime + systemCPUTime) / 1e6)
      return { status: 200, body: JSON.stringify(counts) }
    },
  })
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
  })
  // Whoever started it has gone when standard input ends.
  process.stdin.on('end', () => process.exit()).resume()
}

if (import.meta.main) main()
