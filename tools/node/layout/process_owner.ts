import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { kill, pid } from 'node:process'
import { systemErrorCode } from '../file_failure.ts'

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** This process, as it signs files that it shares with others: the machine and the process ID. */
export const OWNER = `${HOST}-${pid}`

/** Whether the process that signed a file is gone; of another machine's processes nobody knows. */
export function isGone(owner: string): boolean {
  const [host, process] = owner.split('-')
  if (host !== HOST || owner === OWNER) return false
  try {
    kill(Number(process), 0)
    return false
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return systemErrorCode(error) === 'ESRCH'
  }
}
