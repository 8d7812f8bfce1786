import { must } from '../../tools/dev/command.ts'
import { startPodman } from '../../tools/testing/engines.ts'
import { build, output } from '../support/bazel.ts'
import { EXAMPLES } from '../support/workspace.ts'

/** What `--only` calls it. */
export const MNIST = 'mnist'

const LOAD = '//mnist:load'
const ACCELERATORS = ['tpu', 'cuda', 'rocm'] as const
const OPTIONS = [
  ...ACCELERATORS.map((name) => `--@rt//runtimes:${name}=true`),
  '--platform_suffix=accelerators',
  '--experimental_convenience_symlinks=ignore',
]

/**
 * Builds the example mnist with the libraries of all accelerators in one image, and runs it in a container.
 *
 * @returns what the program says of each of them and of its answers, and what is missing in that
 */
export async function tryMnist(): Promise<{
  readonly said: readonly string[]
  readonly missing: readonly string[]
}> {
  await build(EXAMPLES, ...OPTIONS, LOAD)
  const load = await output(EXAMPLES, LOAD, '/load', ...OPTIONS)
  const { engine, missing } = await startPodman(process.env)
  if (engine === undefined) throw new Error(missing)
  await using podman = engine
  await must(load, ['--engine=podman'], { env: podman.env })
  return judge(await podman.runContainer('distroless/mnist:latest'))
}

/** The accelerators before the one that the model runs on have said why they do not. */
function judge(text: string): Awaited<ReturnType<typeof tryMnist>> {
  const said = text.split('\n').filter((line) => /^(tpu|cuda|rocm|model|accuracy): /.test(line))
  const runsOn = /^model: .* running on (\w+)/m.exec(text)?.[1]
  const chosen = ACCELERATORS.findIndex((name) => name === runsOn)
  const refused = ACCELERATORS.slice(0, chosen < 0 ? undefined : chosen)
  const missing = [...refused, 'model', 'accuracy'].filter(
    (name) => !said.some((line) => line.startsWith(`${name}: `)),
  )
  return { said, missing }
}
