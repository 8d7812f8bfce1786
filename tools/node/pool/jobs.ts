import { hashParts } from '../blob/part_reader.ts'
import { beginReading, endReading, fillSlot } from '../blob/readings.ts'
import { packChunk } from '../layer/pack_chunk.ts'

/**
 * What worker threads can be asked to do, by name. Input and output are plain data or shared buffers; the
 * functions are synchronous, and nothing here may start threads.
 */
const JOBS = { packChunk, hashParts, beginReading, fillSlot, endReading } as const

/** The name of a job. */
export type JobName = keyof typeof JOBS
/** What a job works on. */
export type JobInput<N extends JobName> = Parameters<(typeof JOBS)[N]>[0]
/** What a job gives. */
export type JobOutput<N extends JobName> = ReturnType<(typeof JOBS)[N]>

/** Does a job on this thread. */
export function doJob<N extends JobName>(name: N, input: JobInput<N>): JobOutput<N> {
  const job = JOBS[name] as (input: JobInput<N>) => JobOutput<N>
  return job(input)
}
