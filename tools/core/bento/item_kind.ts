/** What a store holds. */
export interface ItemKind {
  /** As in `Bento(tag="...")`. */
  readonly title: 'Bento' | 'Model'
  /** As in `no Bentos with name`. */
  readonly titles: 'Bentos' | 'Models'
  /** Folder in `$BENTOML_HOME`. */
  readonly folder: 'bentos' | 'models'
  /** The file that describes an item. */
  readonly document: 'bento.yaml' | 'model.yaml'
  /** End of the name of an export. */
  readonly extension: '.bento' | '.bentomodel'
}

/** Bentos: services with their models, ready to be served. */
export const BENTO: ItemKind = {
  title: 'Bento',
  titles: 'Bentos',
  folder: 'bentos',
  document: 'bento.yaml',
  extension: '.bento',
}

/** Models. */
export const MODEL: ItemKind = {
  title: 'Model',
  titles: 'Models',
  folder: 'models',
  document: 'model.yaml',
  extension: '.bentomodel',
}
