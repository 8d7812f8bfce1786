/**
 * The argument that makes a thread one that does jobs. `main` goes by it rather than by `isMainThread`, as
 * loading node:worker_threads takes 2 ms, which most commands need not pay.
 */
export const JOB_SERVER = '--serve-jobs'
