import { join } from 'node:path'
import { must } from '../../tools/dev/command.ts'
import { EXAMPLES } from './workspace.ts'

/** What the example mnist prints outside a container. `//mnist` is built. */
export function mnistByItself(): Promise<string> {
  const files = ['model.safetensors', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']
  const bin = join(EXAMPLES, 'bazel-bin/mnist')
  return must(
    join(bin, 'mnist'),
    files.map((file) => join(bin, file)),
  )
}
