// Builds the launcher of executable targets: node build_launcher.mjs MAIN OUTPUT
// The output is the running Node with MAIN inside (a "single executable application").

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const [main, output] = process.argv.slice(2).map((file) => path.resolve(file))
const folder = mkdtempSync(path.join(path.dirname(output), 'sea-'))
const config = path.join(folder, 'sea.json')
try {
  writeFileSync(
    config,
    JSON.stringify({
      main,
      output,
      disableExperimentalSEAWarning: true,
      // NODE_OPTIONS and the like are for other programs.
      execArgvExtension: 'none',
    }),
  )
  execFileSync(process.execPath, ['--build-sea', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
} finally {
  rmSync(folder, { recursive: true })
}
