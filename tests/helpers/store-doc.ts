/** A document as a store answers it: the fields that tests look into, and whatever else there is. */
export interface StoreDoc {
  readonly id: string
  readonly label?: string
  readonly name?: string
  readonly container?: string
  readonly source_id: string
  readonly timerange: string
  readonly get_urls: readonly { readonly url: string }[]
  readonly flow_collection: readonly {
    readonly id: string
    readonly role: string
    readonly container_mapping: object
  }[]
  readonly [field: string]: unknown
}

/** Where a reader would fetch a segment's object. */
export const urlOf = (segment: StoreDoc | undefined): string => segment?.get_urls[0]?.url ?? ''

export const nameOf = (doc: StoreDoc): string | undefined => doc.label ?? doc.name
