import { join } from 'node:path'
import { bazelisk, bazeliskEnvironment, chooseBazel } from '../bazel_choice.ts'
import { must, runVisibly } from '../command.ts'
import { ensureContainerTools } from '../container_tools.ts'
import { CHECKOUT } from '../places.ts'
import { giveUp, say, step } from './say.ts'

const EXAMPLES = join(CHECKOUT, 'examples')

/** Runs Bazel in the examples on this terminal; ends the demo when it fails. */
export async function bazel(...args: readonly string[]): Promise<void> {
  const env = bazeliskEnvironment(await chooseBazel())
  say(`$ bazel ${args.join(' ')}`)
  const status = await runVisibly(bazelisk(), args, { cwd: EXAMPLES, env })
  if (status !== 0)
    giveUp(
      `bazel ${args[0] ?? ''} failed`,
      'read the error above; npm run setup tries the set-up again',
    )
}

/** The files of a built target. */
export async function filesOf(target: string): Promise<readonly string[]> {
  const env = bazeliskEnvironment(await chooseBazel())
  const query = ['cquery', '--output=files', target]
  const said = await must(bazelisk(), query, { cwd: EXAMPLES, env })
  return said
    .trim()
    .split('\n')
    .map((path) => join(EXAMPLES, path))
}

/** The layout directory of an image: its path has the target platform's configuration in it. */
export async function builtLayout(target: string): Promise<string> {
  const [layout = ''] = await filesOf(target)
  return layout
}

export async function setUp(): Promise<void> {
  step('Setting up: Bazel and the container tools')
  const [, missing] = await Promise.all([chooseBazel(), ensureContainerTools()])
  if (missing.includes('docker-registry')) {
    giveUp('there is no registry to push to', 'run as root on Debian, or install docker-registry')
  }
}

/** Pushes, and asks another client whether the registry has the image that was built. */
export async function push(target: string, repository: string): Promise<string> {
  step(`Pushing to a registry: ${repository}`)
  await bazel('run', target, '--', '--repository', repository)
  const digest = (
    await must('skopeo', [
      'inspect',
      '--tls-verify=false',
      '--format={{.Digest}}',
      `docker://${repository}:latest`,
    ])
  ).trim()
  say(`The registry serves ${repository}:latest as ${digest}`)
  return `${repository}@${digest}`
}

export async function showLayers(layout: string): Promise<void> {
  step('What is in the image')
  const rt = join(CHECKOUT, 'tools/cmd/main.ts')
  await runVisibly(process.execPath, [rt, 'inspect', layout])
}
