import type { Entry } from '../entries/entry.ts'
import { encodeVis } from './vis.ts'

/**
 * Writes entries as mtree text, one line an entry, in the words that users of mtree_spec know:
 *
 * ```
 * pkg/ uid=0 gid=0 time=1672560000 mode=0755 type=dir
 * pkg/bin uid=0 gid=0 time=1672560000 mode=0755 type=file content=bazel-out/k8/bin/pkg/bin
 * pkg/link uid=0 gid=0 time=1672560000 mode=0755 type=link link=bin
 * ```
 *
 * Directories end in a slash, so that no line changes the directory of those after it (mtree(5)); a file
 * without `content` is empty. There is no `#mtree` line, no `nlink` and no `size`.
 */
export function formatMtree(entries: Iterable<Entry>): string {
  let text = ''
  for (const entry of entries) text += `${formatLine(entry)}\n`
  return text
}

function formatLine(entry: Entry): string {
  const { uid, gid, uname, gname, mtime, mode } = entry
  const names = `${word(' uname=', uname)}${word(' gname=', gname)}`
  const fraction = mtime.nanoseconds === 0 ? '' : `.${String(mtime.nanoseconds).padStart(9, '0')}`
  const time = `time=${mtime.seconds}${fraction}`
  const bits = `mode=${mode.toString(8).padStart(4, '0')}`
  return `${nameOf(entry)} uid=${uid} gid=${gid}${names} ${time} ${bits} ${kindOf(entry)}`
}

function nameOf(entry: Entry): string {
  if (entry.path === '') return './'
  return entry.kind === 'directory' ? `${encodeVis(entry.path)}/` : encodeVis(entry.path)
}

function kindOf(entry: Entry): string {
  switch (entry.kind) {
    case 'file':
      return `type=file${word(' content=', entry.source ?? '')}`
    case 'directory':
      return 'type=dir'
    case 'link':
      return `type=link link=${encodeVis(entry.target)}`
  }
}

function word(before: string, value: string): string {
  return value === '' ? '' : `${before}${encodeVis(value)}`
}
