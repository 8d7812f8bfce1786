import { readFileSync } from 'node:fs'

/** Bytes that a running process, and all it started that ended, have read (proc(5), /proc/PID/io). */
export function bytesReadBy(pid: number): number {
  const text = readFileSync(`/proc/${pid}/io`, 'utf8')
  return Number(/^rchar: (\d+)$/m.exec(text)?.[1] ?? NaN)
}
