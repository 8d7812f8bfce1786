import { readFileSync } from 'node:fs'

/** Bytes that a running process, and all it started that ended, have read (proc(5), /proc/PID/io). */
export function bytesReadBy(pid: number): number {
  return counterOf(pid, /^rchar: (\d+)$/m)
}

/** Bytes that it, and all it started that ended, have sent to a disk. */
export function bytesWrittenBy(pid: number): number {
  return counterOf(pid, /^write_bytes: (\d+)$/m)
}

function counterOf(pid: number, line: RegExp): number {
  return Number(line.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? NaN)
}
