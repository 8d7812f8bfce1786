import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { THEIR_MANIFEST } from '../../tools/core/base_images/testing/their_manifest.ts'
import { wheelFile } from '../../tools/testing/wheel_writer.ts'
import { EXAMPLES, workspaceCopy } from '../support/workspace.ts'

/**
 * Makes a workspace with three matrices: `bento_server` of Debian's packages, `shallow` on an image of a registry, and
 * `theirs`, which says nowhere where Python comes from.
 *
 * @param standIn the image of the registry: a Python 3.11 at Debian's place
 */
export function baseImagesWorkspace(standIn: string): string {
  const workspace = workspaceCopy(join(import.meta.dirname, 'workspace'), 'base_images')
  mkdirSync(join(workspace, 'locks'), { recursive: true })
  for (const lock of ['debian12', 'bentoml-python3.11']) {
    const name = `locks/${lock}.lock.json`
    cpSync(join(EXAMPLES, 'base_images', name), join(workspace, name))
  }
  const version = "__version__ = '1.5.0.dev1'\n"
  writeFileSync(
    join(workspace, 'bentoml-1.5.0.dev1-py3-none-any.whl'),
    wheelFile({
      name: 'bentoml',
      version: '1.5.0.dev1',
      files: [{ name: 'bentoml/__init__.py', content: version }],
    }),
  )
  writeFileSync(join(workspace, 'shallow.yml'), shallowManifest(standIn))
  writeFileSync(join(workspace, 'theirs.yml'), THEIR_MANIFEST)
  return workspace
}

function shallowManifest(standIn: string): string {
  return `common: {}
w_cuda_v13.5.0:
  ubi8:
    suffixes: ubi8
    architectures: [amd64, arm64v8]
    release_types: [base, runtime, devel]
    image:
      path: /usr/bin/python{}
      libc: glibc 2.31
      references:
        "3.11": ${standIn}
  ubuntu22.04:
    suffixes: ubuntu22.04
    architectures: [ppc64le]
    release_types: [runtime]
    image: { libc: glibc 2.35, references: { "3.11": ${standIn} } }
`
}
