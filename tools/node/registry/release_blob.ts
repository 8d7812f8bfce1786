import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { BlobRole } from '../blob/transfer_event.ts'
import { uploadBlob } from './blob_upload.ts'
import type { PushSettings } from './image_push.ts'
import type { ReleaseRepository } from './release_repository.ts'
import type { UploadStart } from './repository.ts'

/** A blob that a repository needs, and where it may be had. */
export interface ReleaseBlob {
  readonly repository: ReleaseRepository
  readonly descriptor: Descriptor
  readonly role: BlobRole
  readonly source: ImageSource
  /** Names of repositories of the same registry that are worth asking for a mount. */
  readonly mountFrom: readonly string[]
}

/**
 * Sends a blob to the repository that lacks it, or has it mounted.
 *
 * @param holder a repository of the same registry that has it for certain
 */
export async function sendBlob(
  blob: ReleaseBlob,
  holder: ReleaseRepository | undefined,
  settings: PushSettings,
): Promise<void> {
  const { repository, descriptor, role } = blob
  const { digest, size } = descriptor
  const began = Date.now()
  if (settings.dryRun) return repository.end(blob, 'missing', { began })
  repository.observe({ event: 'blob-start', digest, size, role })
  const damaged = repository.damaged.has(digest)
  // A registry that mounts what it has of the digest would mount the damage.
  const mount = damaged ? {} : await mountBlob(blob, holder)
  if (mount.from !== undefined) repository.end(blob, 'mounted', { began, from: mount.from })
  else if (mount.present === true) repository.end(blob, 'present', { began })
  else repository.end(blob, 'uploaded', { began, bytes: await upload(blob, mount, settings) })
  if (damaged) await repository.client.checkMended(descriptor)
}

interface Mount {
  /** The repository that it was mounted from. */
  readonly from?: string
  /** Whether it is there now without a mount. */
  readonly present?: boolean
  /** An upload that has begun instead. */
  readonly session?: URL
}

/**
 * Tries the likely repositories; where none grants the request, the last one has begun an upload. Registries that
 * know no mounts may have one store for all repositories: what was sent to another one is there then.
 */
async function mountBlob(
  { repository: { client }, descriptor, mountFrom }: ReleaseBlob,
  holder: ReleaseRepository | undefined,
): Promise<Mount> {
  let session: URL | undefined
  for (const from of holder === undefined ? mountFrom : [holder.client.registry.repository.name]) {
    const start = await client.mount(descriptor.digest, from).catch(refusedMount)
    if (start.kind === 'mounted') return { from }
    if (start.kind === 'session') session = start.location
  }
  if (holder !== undefined && (await client.hasBlob(descriptor))) return { present: true }
  return session === undefined ? {} : { session }
}

/** Sends the bytes, and says how many there were. */
async function upload(blob: ReleaseBlob, mount: Mount, settings: PushSettings): Promise<number> {
  const { repository, descriptor, role, source } = blob
  const { digest, size } = descriptor
  const { chunkSize } = settings
  const start = role === 'config' ? await sendAtOnce(blob, mount, settings) : mount
  if (start === 'stored') return size
  return uploadBlob(repository.client, source.blob(descriptor), {
    session: start.session,
    chunkSize,
    onPosition: (bytes) => repository.observe({ event: 'blob-progress', digest, bytes }),
  })
}

/** A config is small: most registries take it in one request; others have begun an upload then. */
async function sendAtOnce(
  { repository, descriptor, source }: ReleaseBlob,
  mount: Mount,
  { chunkSize = Infinity }: PushSettings,
): Promise<'stored' | Mount> {
  if (descriptor.size > chunkSize || mount.session !== undefined) return mount
  const bytes = await source.readSmall(descriptor)
  const start = await repository.client.uploadAtOnce(descriptor.digest, bytes)
  if (start.kind === 'stored') return 'stored'
  return start.kind === 'session' ? { session: start.location } : {}
}

/** Who may not read another repository can still push. */
function refusedMount(error: unknown): UploadStart {
  if (!(error instanceof ExpectedFailure) || error.failure.topic !== 'registry') throw error
  const denials: readonly string[] = ['denied', 'login-required', 'credentials-refused']
  if (!denials.includes(error.failure.reason)) throw error
  return { kind: 'refused' }
}
