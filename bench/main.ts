import { parseArguments } from './arguments.ts'
import { formatRows } from './report/markdown.ts'
import { runBench } from './run.ts'

async function main(): Promise<void> {
  const request = parseArguments(process.argv.slice(2))
  const { results, failures } = await runBench(request, (text) => process.stderr.write(`${text}\n`))
  process.stdout.write(`${formatRows(results.flatMap(({ rows }) => rows))}\n`)
  for (const failure of failures) process.stdout.write(`not measured: ${failure}\n`)
  process.exitCode = failures.length === 0 ? 0 : 1
}

if (import.meta.main) void main()
