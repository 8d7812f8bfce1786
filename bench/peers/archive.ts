import type { Command } from '../measure/command.ts'
import { shell } from '../measure/command.ts'

/** How the shell's tools compress a layer. */
export interface Codec {
  /** What bsdtar compresses with: its options. */
  readonly bsdtar: readonly string[]
  /** A compressor with threads, reading standard input. */
  readonly filter: string
  /** Reads a file and writes it decompressed. */
  readonly decompress: string
}

/** An archive to make and two digests to find. */
export interface ArchiveJob {
  readonly bsdtar: string
  readonly openssl: string
  /** What bsdtar archives: its last arguments. */
  readonly sources: readonly string[]
  /** An empty folder for the archive. */
  readonly out: string
  readonly cwd: string
}

/**
 * bsdtar compresses; then both digests, of the file and of its contents, at the same time. The layer's
 * digest and diff_id are what an image needs.
 */
export function bsdtarThenDigests(job: ArchiveJob, codec: Codec): Command {
  const script = [
    'out=$1 bsdtar=$2 openssl=$3; shift 3',
    '"$bsdtar" -cf "$out/layer" "$@"',
    `${codec.decompress} "$out/layer" | "$openssl" dgst -sha256 > "$out/diff_id" & pid=$!`,
    '"$openssl" dgst -sha256 "$out/layer" > "$out/digest"',
    'wait $pid',
  ].join('\n')
  const { out, bsdtar, openssl, sources, cwd } = job
  return { argv: shell(script, out, bsdtar, openssl, ...codec.bsdtar, ...sources), cwd }
}

/** One pipeline: bsdtar, a compressor with threads, and both digests on the way. */
export function pipelineWithDigests(job: ArchiveJob, codec: Codec): Command {
  const script = [
    'out=$1 bsdtar=$2 openssl=$3; shift 3',
    'mkfifo "$out/plain" "$out/packed"',
    '"$openssl" dgst -sha256 < "$out/plain" > "$out/diff_id" & first=$!',
    '"$openssl" dgst -sha256 < "$out/packed" > "$out/digest" & second=$!',
    `"$bsdtar" -cf - "$@" | tee "$out/plain" | ${codec.filter} | tee "$out/packed" > "$out/layer"`,
    'wait $first; wait $second',
  ].join('\n')
  const { out, bsdtar, openssl, sources, cwd } = job
  return { argv: shell(script, out, bsdtar, openssl, ...sources), cwd }
}

/** A plain tar: its one digest is also the diff_id. */
export function bsdtarThenDigest(job: ArchiveJob): Command {
  const script = [
    'out=$1 bsdtar=$2 openssl=$3; shift 3',
    '"$bsdtar" -cf "$out/layer" "$@"',
    '"$openssl" dgst -sha256 "$out/layer" > "$out/digest"',
  ].join('\n')
  const { out, bsdtar, openssl, sources, cwd } = job
  return { argv: shell(script, out, bsdtar, openssl, ...sources), cwd }
}

/** zstd -3 with that many threads. */
export function zstdCodec(zstd: string, threads: number): Codec {
  const options = `zstd:compression-level=3,zstd:threads=${threads}`
  return {
    bsdtar: ['--zstd', '--options', options],
    filter: `'${zstd}' -q -3 -T${threads} -c`,
    decompress: `'${zstd}' -q -d -c`,
  }
}

/** gzip -6: bsdtar's has one thread, pigz that many. */
export function gzipCodec(pigz: string | undefined, threads: number): Codec {
  return {
    bsdtar: ['--gzip', '--options', 'gzip:compression-level=6,gzip:!timestamp'],
    filter: pigz === undefined ? 'gzip -6 -n' : `'${pigz}' -6 -n -p ${threads}`,
    decompress: 'gzip -dc',
  }
}
