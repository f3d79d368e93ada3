import type { ItemView } from '../../src-shared/item/item.ts'
import { usePictures } from '../queue/thumbnail.tsx'
import { words } from '../words/words.ts'
import { classNames } from '../parts/class-names.ts'

/**
 * A strip of pictures along the time of a film, the picture of a still, the shape of a sound. Its place is kept free,
 * so that nothing jumps.
 */
export function ItemPicture({ item }: { readonly item: ItemView }) {
  const hasPicture = item.kind === 'video' || item.kind === 'multi' || item.kind === 'image'
  const images = usePictures(item, item.kind === 'image' ? 'poster' : hasPicture ? 'strip' : 'wave')
  if (item.media === null) return null
  if (!hasPicture) {
    return (
      <div role="img" aria-label={words.details.wave} className="h-12 rounded-lg bg-sunken">
        {images[0] ? (
          <div className="size-full bg-accent" style={{ mask: `url(${images[0]}) center / 100% 100% no-repeat` }} />
        ) : null}
      </div>
    )
  }
  return (
    <div
      role="img"
      aria-label={words.details.strip}
      className={classNames(
        'grid overflow-hidden rounded-lg bg-sunken',
        item.kind === 'image' ? 'h-36' : 'h-24 grid-cols-4 grid-rows-2 gap-px',
      )}
    >
      {images.map((it, index) => (
        <img
          key={index}
          src={it}
          alt=""
          className={`size-full ${item.kind === 'image' ? 'object-contain' : 'object-cover'}`}
        />
      ))}
    </div>
  )
}
