import { HASH_PARTS } from './blob/part_reader.ts'
import { BEGIN_READING, END_READING, FILL_SLOT } from './blob/readings.ts'
import { PACK_CHUNK } from './layer/pack_chunk.ts'
import { serveJobs } from './pool/serve_jobs.ts'

/** The jobs of all their owners. This is what worker threads load, by itself or as a part of the bundled program. */
serveJobs([PACK_CHUNK, HASH_PARTS, BEGIN_READING, FILL_SLOT, END_READING])
