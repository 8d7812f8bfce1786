import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/** Left out: nobody reads them in a private root. */
const EXCLUDED = ['./usr/share/doc', './usr/share/man', './usr/share/locale', './usr/share/info']
const MERGED = ['bin', 'sbin', 'lib', 'lib64']

/** Unpacks every .deb of a folder into a root directory, several at a time, biggest first; runs no script. */
export async function unpackAll(folder: string, root: string): Promise<void> {
  for (const name of MERGED) {
    mkdirSync(join(root, 'usr', name), { recursive: true })
    symlinkSync(`usr/${name}`, join(root, name))
  }
  const queue = readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).size - statSync(a).size)
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      await unpack(next, root)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
}

/** `dpkg-deb --fsys-tarfile DEB | tar -x`: dpkg-deb's own extraction does not keep merged-/usr links. */
function unpack(deb: string, root: string): Promise<void> {
  const excludes = EXCLUDED.map((path) => `--exclude=${path}`)
  const producer = spawn('dpkg-deb', ['--fsys-tarfile', deb], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const consumer = spawn(
    'tar',
    ['-x', '-C', root, '--keep-directory-symlink', '--no-same-owner', ...excludes],
    { stdio: [producer.stdout, 'inherit', 'inherit'] },
  )
  return new Promise((resolve, reject) => {
    consumer.on('error', reject)
    consumer.on('close', (status) => {
      if (status === 0) resolve()
      else reject(new Error(`Cannot unpack ${deb}`))
    })
  })
}
