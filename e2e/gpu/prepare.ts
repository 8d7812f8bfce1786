// Writes the root file system that on_device.sh runs: node e2e/gpu/prepare.ts ROOTFS_TAR
import { packRootfs } from './rootfs.ts'

const [archive] = process.argv.slice(2)
if (archive === undefined) throw new Error('Cannot run without the path of the archive to write')
await packRootfs(archive)
