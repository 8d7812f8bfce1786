import { join } from 'node:path'
import { bazeliskEnvironment, chooseBazel } from './bazel_choice.ts'
import { runVisibly } from './command.ts'
import { CHECKOUT } from './places.ts'

// Rebuilds and reloads an example whenever one of its files is saved: `npm run watch -- //mnist:load`.
const [target = '//mnist:load', ...rest] = process.argv.slice(2)
const ibazel = join(CHECKOUT, 'node_modules/@bazel/ibazel/index.js')
const bazel = join(CHECKOUT, 'tools/dev/bazel')
process.exitCode = await runVisibly(
  process.execPath,
  [ibazel, `-bazel_path=${bazel}`, 'run', target, ...rest],
  { cwd: join(CHECKOUT, 'examples'), env: bazeliskEnvironment(await chooseBazel()) },
)
