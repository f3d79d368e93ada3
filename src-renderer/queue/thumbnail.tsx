import { AudioLines, Clapperboard, FileQuestion, FileText, Film, Image } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ItemView } from '../../src-shared/item/item.ts'
import type { PictureKind } from '../../src-shared/media-facts.ts'
import { door } from '../door/open-door.ts'

const kindIcons = { video: Film, multi: Clapperboard, audio: AudioLines, image: Image, none: FileText } as const

/** A row that only flies by is not worth a picture. */
const STAYS_MS = 120
const MOST_KEPT = 2_000
const known = new Map<string, readonly string[]>()

/** The pictures of an item, once they are there; they are asked for only while somebody looks. */
export function usePictures(
  { id, media, size }: Pick<ItemView, 'id' | 'media' | 'size'>,
  kind: PictureKind,
): readonly string[] {
  const key = `${id} ${kind} ${size}`
  const [, setLoaded] = useState(0)
  const isRead = media !== null
  useEffect(() => {
    if (!isRead || known.has(key)) return undefined
    let isWanted = true
    const timer = setTimeout(() => {
      void door.call('item:pictures', { id, kind }).then((answer) => {
        if (!answer.ok) return
        known.set(key, answer.value.images)
        const [oldest] = known.keys()
        if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest)
        if (isWanted) setLoaded((it) => it + 1)
      })
    }, STAYS_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [id, key, kind, isRead])
  return known.get(key) ?? []
}

/** What it looks like; the kind of file where it looks like nothing. The place is there before the picture is. */
export function Thumbnail({ item }: { readonly item: ItemView }) {
  const hasPicture = item.kind === 'video' || item.kind === 'multi' || item.kind === 'image'
  const [picture] = usePictures(hasPicture ? item : { ...item, media: null }, 'poster')
  const Kind = item.kind === null ? FileQuestion : kindIcons[item.kind]
  return (
    <span className="flex h-9 w-16 items-center justify-center overflow-hidden rounded-md bg-sunken text-muted">
      {picture ? (
        <img src={picture} alt="" draggable={false} className="size-full object-cover" />
      ) : (
        <Kind size={16} aria-hidden />
      )}
    </span>
  )
}
