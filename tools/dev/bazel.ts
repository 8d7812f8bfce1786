import { bazelisk, bazeliskEnvironment, chooseBazel } from './bazel_choice.ts'
import { runVisibly } from './command.ts'

// `bazel ARGS` in whatever workspace the working directory is in: bazelisk, with the Bazel of this machine.
const choice = await chooseBazel()
process.exitCode = await runVisibly(bazelisk(), process.argv.slice(2), {
  env: bazeliskEnvironment(choice),
})
