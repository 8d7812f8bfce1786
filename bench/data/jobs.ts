import { writeShard } from './shards.ts'
import { writeSmallFiles } from './small_files.ts'
import { writeTarLayer } from './tar_layer.ts'

/** A piece of data to make; what comes of it depends on nothing else. */
export type Job =
  | { readonly kind: 'shard'; readonly path: string; readonly bytes: number; readonly seed: number }
  | {
      readonly kind: 'small files'
      readonly folder: string
      /** Sizes of all files; this job writes every `step`-th of them from `first` on. */
      readonly sizes: readonly number[]
      readonly first: number
      readonly step: number
    }
  | {
      readonly kind: 'tar layer'
      readonly folder: string
      readonly name: string
      readonly bytes: number
      readonly seed: number
    }

/** Does a job and answers what it made: the digest of a layer, nothing of other kinds. */
export function doJob(job: Job): string {
  switch (job.kind) {
    case 'shard':
      writeShard(job.path, job.bytes, job.seed)
      return ''
    case 'small files':
      writeSmallFiles(job.folder, job.sizes, job.first, job.step)
      return ''
    case 'tar layer':
      return writeTarLayer(job.folder, job.name, job.bytes, job.seed)
  }
}
