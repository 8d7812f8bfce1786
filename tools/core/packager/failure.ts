/** Something about an artifact, a name or a connection that keeps a model from being packaged. */
export type PackagerFailure =
  | {
      readonly topic: 'packager'
      readonly reason: 'no-manifest'
      /** Names that it may have. */
      readonly names: readonly string[]
      /** Some of what is there. */
      readonly files: readonly string[]
    }
  | {
      readonly topic: 'packager'
      readonly reason: 'several-manifests'
      readonly manifests: readonly string[]
    }
  /** Files that are not below the directory of the manifest. */
  | {
      readonly topic: 'packager'
      readonly reason: 'outside-artifact'
      readonly directory: string
      readonly files: readonly string[]
    }
  /** The manifest names something that is not there. */
  | {
      readonly topic: 'packager'
      readonly reason: 'missing-part'
      /** Such as `workDir`. */
      readonly key: string
      readonly path: string
      readonly manifest: string
    }
  | {
      readonly topic: 'packager'
      readonly reason: 'links'
      readonly archive: string
      readonly members: readonly string[]
    }
  /** A wheel of the model that its service cannot work with. */
  | {
      readonly topic: 'packager'
      readonly reason: 'service-conflict'
      /** What needs another version, such as `flask 3.1.3`. */
      readonly needs: string
      /** Such as `werkzeug>=3.1.0`. */
      readonly wanted: string
      /** Such as `werkzeug 2.0.3`. */
      readonly found: string
    }
  | {
      readonly topic: 'packager'
      readonly reason: 'invalid-image-name'
      readonly name: string
      readonly problem: string
    }
  | {
      readonly topic: 'packager'
      readonly reason: 'no-connections'
      readonly connectionName: string
    }
  | {
      readonly topic: 'packager'
      readonly reason: 'incomplete-connection'
      readonly id: string
      readonly missing: readonly string[]
    }
  | {
      readonly topic: 'packager'
      readonly reason: 'invalid-ecr-image'
      readonly name: string
    }
  | {
      readonly topic: 'packager'
      readonly reason: 'ecr-login'
      readonly id: string
      readonly cause: string
    }
