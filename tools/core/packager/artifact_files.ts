/** Files that a packager leaves beside an artifact while it runs: they may hold passwords. */
const RUN_FILES = new Set(['mp.json', 'result.json'])

/** Whether a file of an artifact was meant for one run of a packager, and never for an image. */
export function isRunFile(path: string): boolean {
  return RUN_FILES.has(path)
}
