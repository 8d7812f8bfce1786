import { chooseBazel } from './bazel_choice.ts'
import { ensureContainerTools } from './container_tools.ts'

// Everything that building and testing rt needs, side by side; npm packages are there already.
const started = Date.now()
const [, missing] = await Promise.all([chooseBazel(), ensureContainerTools()])
if (missing.length > 0) process.stderr.write(`rt: not available here: ${missing.join(', ')}\n`)
process.stderr.write(`rt: ready after ${Math.round((Date.now() - started) / 1000)} s\n`)
