import { CERTIFICATE_BUNDLE, certificatesOf } from '../../core/deb/certificates.ts'
import type { WrittenFile } from '../../core/deb/layer_plan.ts'
import type { UnpackedPackage } from '../../core/deb/unpacked.ts'
import { compareBytes } from '../../core/entries/image_path.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { stopIfInterrupted } from '../layer/interruption.ts'
import type { Spool } from './spool.ts'
import { unpackDeb } from './unpack_deb.ts'

/** Packages that are to be installed together. */
export interface PackagesToRead {
  /** Paths of .deb files. */
  readonly debs: readonly string[]
  /** As Debian calls it: what all of them must be for. */
  readonly architecture: string
  /** Gets the contents of their files. */
  readonly spool: Spool
  readonly signal: AbortSignal
}

/** Packages, and what their scripts would have made. */
export interface ReadPackages {
  /** By name. */
  readonly packages: readonly UnpackedPackage[]
  readonly extra: readonly WrittenFile[]
}

/**
 * Reads the packages of one system.
 *
 * @throws ExpectedFailure when one cannot be read, is there twice, is for another architecture, or it is interrupted
 */
export async function readPackages({
  debs,
  architecture,
  spool,
  signal,
}: PackagesToRead): Promise<ReadPackages> {
  const packages: UnpackedPackage[] = []
  for (const deb of debs) {
    stopIfInterrupted(signal)
    packages.push(await unpackDeb(deb, spool))
  }
  packages.sort((a, b) => compareBytes(a.name, b.name))
  checkPackages(packages, architecture)
  return { packages, extra: bundleOf(packages, spool) }
}

function checkPackages(packages: readonly UnpackedPackage[], wanted: string): void {
  for (const [index, { name, file, architecture }] of packages.entries()) {
    const next = packages[index + 1]
    if (next?.name === name) {
      const files = [file, next.file]
      throw new ExpectedFailure({ topic: 'debian', reason: 'twice', name, files })
    }
    if (architecture !== wanted && architecture !== 'all') {
      const reason = 'wrong-architecture'
      throw new ExpectedFailure({ topic: 'debian', reason, file, architecture, wanted })
    }
  }
}

/** The file of all certificates, each with a newline at its end; none where no package has certificates. */
function bundleOf(packages: readonly UnpackedPackage[], spool: Spool): readonly WrittenFile[] {
  const certificates = packages.flatMap(({ members }) => certificatesOf(members))
  if (certificates.length === 0) return []
  const texts = certificates.flatMap(({ content }) =>
    content === undefined ? [] : Buffer.from(spool.read(content)).toString().replace(/\n?$/, '\n'),
  )
  return [{ path: CERTIFICATE_BUNDLE, text: texts.join('') }]
}
