import type { Attributes, Entry } from '../entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../entries/entry.ts'
import type { ImagePath } from '../entries/entry.ts'
import { parentOf, parseImagePath, ROOT } from '../entries/image_path.ts'
import type { MtreeProblem } from '../entries/failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Keywords } from './keywords.ts'
import { fieldOfKeyword, readKeyword } from './keywords.ts'
import type { MtreeLine } from './lines.ts'
import { mtreeLines } from './lines.ts'
import { decodeVis } from './vis.ts'

/**
 * Reads mtree text as people write it and as mtree_spec and bsdtar do (mtree(5)): comments, continued
 * lines, `/set` and `/unset`, full paths, and names without a slash, which are relative to the directory
 * lines before them. Entries keep the order of the lines.
 *
 * What a line does not say is {@link DEFAULT_ATTRIBUTES}. All bad lines are found before it fails.
 */
export function parseMtree(text: string): Result<readonly Entry[], readonly MtreeProblem[]> {
  const entries: Entry[] = []
  const problems: MtreeProblem[] = []
  const state: State = { defaults: {}, directory: ROOT, known: new Map() }
  for (const line of mtreeLines(text)) {
    const plain = readPlainLine(line.text, state)
    const entry = plain === undefined ? readLine(line, state) : ok(plain)
    if (!entry.ok) problems.push({ line: line.line, text: line.text, problem: entry.failure })
    else if (entry.value !== undefined) entries.push(entry.value)
  }
  return problems.length === 0 ? ok(entries) : err(problems)
}

/** What earlier lines say about later ones. */
interface State {
  /** From `/set`. */
  defaults: Keywords
  /** Where names without a slash are. */
  directory: ImagePath
  /** What the keywords of plain lines before say; undefined where they are not those of a plain line. */
  readonly known: Map<string, PlainKeywords | undefined>
}

interface PlainKeywords {
  readonly type: 'file' | 'dir'
  readonly attributes: Attributes
}

/**
 * Reads at once what nearly all lines of a long list are: a full path in the form of {@link ImagePath}, keywords
 * that other lines have too, and where the bytes of a file are. Undefined for all others.
 */
function readPlainLine(text: string, state: State): Entry | undefined {
  const [, path, ofDirectory, ofFile, source] = PLAIN_LINE.exec(text) ?? []
  const words = ofFile ?? ofDirectory
  if (path === undefined || words === undefined) return undefined
  if (!state.known.has(words)) state.known.set(words, readPlainKeywords(words, state))
  const known = state.known.get(words)
  if (known?.type !== (ofFile === undefined ? 'dir' : 'file')) return undefined
  return known.type === 'dir'
    ? { ...known.attributes, kind: 'directory', path: path as ImagePath }
    : { ...known.attributes, kind: 'file', path: path as ImagePath, source }
}

/** No part of the path begins with a dot, and nothing is escaped. */
const PLAIN_LINE =
  /^([^\s\0\\/.#][^\s\0\\/]*(?:\/[^\s\0\\/.][^\s\0\\/]*)+)(?:\/ (.*)| (.*) content=([^\s\0\\]+))$/

function readPlainKeywords(words: string, state: State): PlainKeywords | undefined {
  const keywords = readKeywords(words.split(' '), state)
  if (!keywords.ok) return undefined
  const { type } = keywords.value
  if (type === undefined || type === 'link') return undefined
  return { type, attributes: attributesOf(keywords.value) }
}

function readLine(line: MtreeLine, state: State): Result<Entry | undefined, string> {
  const [name = '', ...words] = wordsOf(line.text)
  switch (name) {
    case '/set':
      return setDefaults(words, state)
    case '/unset':
      return unsetDefaults(words, state)
    case '..':
      state.directory = parentOf(state.directory)
      return words.length === 0 ? ok(undefined) : err('".." takes no keywords')
    default:
      return readEntry(name, words, state)
  }
}

/**
 * Only white space that mtree knows separates words; a no-break space, say, does not. Spaces inside a word are
 * octal escapes.
 */
function wordsOf(line: string): readonly string[] {
  return line.split(/[ \t]+/)
}

function setDefaults(words: readonly string[], state: State): Result<undefined, string> {
  const keywords = readKeywords(words, state)
  if (!keywords.ok) return keywords
  setDefaultsTo(keywords.value, state)
  return ok(undefined)
}

function unsetDefaults(words: readonly string[], state: State): Result<undefined, string> {
  if (words.includes('all')) {
    setDefaultsTo({}, state)
    return ok(undefined)
  }
  for (const word of words) {
    const field = fieldOfKeyword(word)
    if (!field.ok) return field
    const rest = Object.entries(state.defaults).filter(([name]) => name !== field.value)
    setDefaultsTo(Object.fromEntries(rest), state)
  }
  return ok(undefined)
}

function setDefaultsTo(defaults: Keywords, state: State): void {
  state.defaults = defaults
  state.known.clear()
}

/** The keywords of a line over those that `/set` gave; all unknown ones are named together. */
function readKeywords(words: readonly string[], { defaults }: State): Result<Keywords, string> {
  const keywords = { ...defaults }
  const problems: string[] = []
  for (const word of words) {
    const keyword = readKeyword(word)
    if (keyword.ok) Object.assign(keywords, keyword.value)
    else problems.push(keyword.failure)
  }
  return problems.length === 0 ? ok(keywords) : err(problems.join(', '))
}

function readEntry(name: string, words: readonly string[], state: State): Result<Entry, string> {
  const decoded = decodeVis(name)
  if (!decoded.ok) return decoded
  const keywords = readKeywords(words, state)
  if (!keywords.ok) return keywords
  const isRelative = !name.includes('/')
  const path = parseImagePath(isRelative ? `${state.directory}/${decoded.value}` : decoded.value)
  if (!path.ok) return err('the path leaves the image')
  const entry = makeEntry(path.value, name.endsWith('/'), keywords.value)
  if (entry.ok && entry.value.kind === 'directory' && isRelative) state.directory = path.value
  return entry
}

function makeEntry(
  path: ImagePath,
  endsInSlash: boolean,
  keywords: Keywords,
): Result<Entry, string> {
  const type =
    keywords.type ?? (keywords.link !== undefined ? 'link' : endsInSlash ? 'dir' : 'file')
  const attributes = attributesOf(keywords)
  switch (type) {
    case 'dir':
      return ok({ kind: 'directory', path, ...attributes })
    case 'link':
      if (keywords.link === undefined || keywords.link === '') return err('type=link without link=')
      return ok({ kind: 'link', path, target: keywords.link, ...attributes })
    case 'file':
      return fileEntry(path, keywords, attributes)
  }
}

function fileEntry(
  path: ImagePath,
  { content, size }: Keywords,
  attributes: Attributes,
): Result<Entry, string> {
  if (path === ROOT) return err('the root of the image is not a file')
  if (content === undefined && size !== undefined && size > 0)
    return err(`${size} bytes without content=, which names the file that they come from`)
  return ok({ kind: 'file', path, source: content === '' ? undefined : content, ...attributes })
}

function attributesOf(keywords: Keywords): Attributes {
  return {
    mode: keywords.mode ?? DEFAULT_ATTRIBUTES.mode,
    uid: keywords.uid ?? DEFAULT_ATTRIBUTES.uid,
    gid: keywords.gid ?? DEFAULT_ATTRIBUTES.gid,
    uname: keywords.uname ?? DEFAULT_ATTRIBUTES.uname,
    gname: keywords.gname ?? DEFAULT_ATTRIBUTES.gname,
    mtime: keywords.time ?? DEFAULT_ATTRIBUTES.mtime,
  }
}
