import type { HttpClientName } from '../../../src-shared/item/media-object.ts'
import type { Allocation } from '../../tams/index.ts'

/** A place in the store for one object, and when its link began to die. */
export interface ObjectLink extends Allocation {
  readonly issuedMs: number
  /** How far the server's clock was ahead of ours then. */
  readonly aheadAtIssueMs: number
}

/** What is known of an item's bytes on the way. In memory only: a presigned URL is a secret, and dies soon. */
export interface Sending {
  /** Of objects that were asked for and not stored yet, by object id. */
  readonly links: Map<string, ObjectLink>
  /** Places that no piece has yet. */
  spare: readonly ObjectLink[]
  /** Which object each link leads to, by what tells places apart in it. */
  readonly places: Map<string, string>
  /** Where the last link led, without its query: whose trouble it may be when bytes do not arrive. */
  lastPlace: string | null
  /** Which HTTP client carries the next try. */
  client: HttpClientName
  /** The store's ETag differed from the MD5 although the store was content. */
  hasDoubtfulEtag: boolean
  /** A first piece was cut, so that it is known that there will be some. */
  isCutTried: boolean
}

export const nothingSent = (): Sending => ({
  links: new Map(),
  spare: [],
  places: new Map(),
  lastPlace: null,
  client: 'got',
  hasDoubtfulEtag: false,
  isCutTried: false,
})
