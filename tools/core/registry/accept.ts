import { DOCKER_MANIFEST, DOCKER_MANIFEST_LIST, OCI_INDEX, OCI_MANIFEST } from '../media_types.ts'

/** The `Accept` header for manifests: without it, some registries hide OCI manifests (404). */
export const ACCEPT_MANIFESTS = [
  OCI_MANIFEST,
  OCI_INDEX,
  DOCKER_MANIFEST,
  DOCKER_MANIFEST_LIST,
].join(', ')
