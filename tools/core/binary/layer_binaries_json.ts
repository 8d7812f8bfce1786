import type { SymbolVersions } from '../elf/versions.ts'
import type { JsonCursor } from '../json/cursor.ts'
import type {
  LayerBinaries,
  LayerBinary,
  LayerLink,
  LayerScript,
  Linkage,
} from './layer_binaries.ts'

/** The fields in the order of {@link LayerBinaries}, everything sorted by path: equal layers are equal bytes. */
export function binariesInOrder(binaries: LayerBinaries): LayerBinaries {
  const { files, scripts, links, removed, hasLinkerCache } = binaries
  return {
    files: byPath(files).map(fileInOrder),
    ...(scripts === undefined ? {} : { scripts: byPath(scripts).map(scriptInOrder) }),
    links: byPath(links).map(({ path, target, kind }) => ({ path, target, kind })),
    removed: removed.toSorted(compareText),
    ...(hasLinkerCache === undefined ? {} : { hasLinkerCache }),
  }
}

function byPath<T extends { readonly path: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((one, other) => compareText(one.path, other.path))
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function fileInOrder({ path, format, os, architectures, linkage }: LayerBinary): LayerBinary {
  return {
    path,
    format,
    os,
    architectures,
    ...(linkage === undefined ? {} : { linkage: linkageInOrder(linkage) }),
  }
}

function scriptInOrder({ path, interpreter, argument }: LayerScript): LayerScript {
  return { path, interpreter, ...(argument === undefined ? {} : { argument }) }
}

const TEXTS = ['interpreter', 'soname', 'rpath', 'runpath'] as const

function linkageInOrder(linkage: Linkage): Linkage {
  const texts = TEXTS.flatMap((name) =>
    linkage[name] === undefined ? [] : [[name, linkage[name]] as const],
  )
  const { needed, versions } = linkage
  return {
    ...Object.fromEntries(texts),
    needed,
    ...(versions === undefined ? {} : { versions: versionsInOrder(versions) }),
  }
}

function versionsInOrder({ defined, needed }: SymbolVersions): SymbolVersions {
  return { defined, needed: needed.map(({ library, versions }) => ({ library, versions })) }
}

/** Reads the binaries of a layer where they stand in a document. */
export function readLayerBinaries(at: JsonCursor): LayerBinaries {
  const scripts = at.optional('scripts')
  return {
    files: at.field('files').list(readFile),
    ...(scripts === undefined ? {} : { scripts: scripts.list(readScript) }),
    links: at.field('links').list(readLink),
    removed: readTexts(at.field('removed')),
    ...(at.optional('hasLinkerCache')?.boolean() === true ? { hasLinkerCache: true } : {}),
  }
}

const FORMATS = ['elf', 'mach-o', 'pe'] as const
const LINK_KINDS = ['symbolic', 'hard'] as const

function readFile(at: JsonCursor): LayerBinary {
  const linkage = at.optional('linkage')
  return {
    path: at.field('path').string(),
    format: readWord(at.field('format'), FORMATS),
    os: at.field('os').string(),
    architectures: readTexts(at.field('architectures')),
    ...(linkage === undefined ? {} : { linkage: readLinkage(linkage) }),
  }
}

function readScript(at: JsonCursor): LayerScript {
  const argument = at.optional('argument')
  return {
    path: at.field('path').string(),
    interpreter: at.field('interpreter').string(),
    ...(argument === undefined ? {} : { argument: argument.string() }),
  }
}

function readLinkage(at: JsonCursor): Linkage {
  const texts = TEXTS.flatMap((name) => {
    const text = at.optional(name)
    return text === undefined ? [] : [[name, text.string()] as const]
  })
  const versions = at.optional('versions')
  return {
    ...Object.fromEntries(texts),
    needed: readTexts(at.field('needed')),
    ...(versions === undefined ? {} : { versions: readVersions(versions) }),
  }
}

function readVersions(at: JsonCursor): SymbolVersions {
  return {
    defined: readTexts(at.field('defined')),
    needed: at.field('needed').list((item) => ({
      library: item.field('library').string(),
      versions: readTexts(item.field('versions')),
    })),
  }
}

function readTexts(at: JsonCursor): readonly string[] {
  return at.list((item) => item.string())
}

function readLink(at: JsonCursor): LayerLink {
  return {
    path: at.field('path').string(),
    target: at.field('target').string(),
    kind: readWord(at.field('kind'), LINK_KINDS),
  }
}

function readWord<W extends string>(at: JsonCursor, words: readonly W[]): W {
  return (
    words.find((word) => word === at.value) ??
    at.fail(`expected ${words.map((word) => `"${word}"`).join(' or ')}`)
  )
}
