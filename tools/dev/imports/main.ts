import { globSync } from 'node:fs'
import { CHECKOUT } from '../places.ts'
import { findCycles } from './cycles.ts'
import { readImports } from './import_graph.ts'
import { forbiddenImports } from './rules.ts'

/** Checks who imports whom, as ARCHITECTURE.md has it. */
function main(): void {
  const graph = readImports(
    CHECKOUT,
    globSync('{tools,bench,e2e}/**/*.ts', { cwd: CHECKOUT, exclude: ['**/node_modules'] }),
  )
  const problems = [
    ...findCycles(graph).map((cycle) => `a circle of imports: ${cycle.join(' -> ')}`),
    ...forbiddenImports(graph),
  ]
  process.stdout.write(problems.map((problem) => `${problem}\n`).join(''))
  process.exitCode = problems.length === 0 ? 0 : 1
}

main()
