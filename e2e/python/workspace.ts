import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wheelFile } from '../../tools/testing/wheel_writer.ts'
import { EXAMPLES, workspaceCopy } from '../support/workspace.ts'

/** Makes a workspace with images of each interpreter, and of programs on them. */
export function pythonWorkspace(): string {
  const workspace = workspaceCopy(join(import.meta.dirname, 'workspace'), 'python')
  for (const version of ['3_9', '3_11', '3_13', '3_14']) {
    const lock = `interpreters/python_${version}.lock.json`
    cpSync(join(EXAMPLES, lock), join(workspace, lock))
  }
  const content = 'def greet(name: str) -> str:\n    return f"hello, {name}"\n'
  writeFileSync(
    join(workspace, 'program/greeter-1.0-py3-none-any.whl'),
    wheelFile({ name: 'greeter', files: [{ name: 'greeter/__init__.py', content }] }),
  )
  return workspace
}
