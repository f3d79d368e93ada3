import type { SeriesPreview } from '../../src-shared/contract.ts'
import { leftOutKinds } from '../../src-shared/naming/camera-folders.ts'
import { belongings } from '../../src-shared/naming/camera-table.ts'
import { CheckField } from '../parts/field.tsx'
import { words } from '../words/words.ts'

interface SeriesBelongingsProps {
  readonly belonging: SeriesPreview['belonging']
  readonly withProxies: boolean
  readonly onChoose: (withProxies: boolean) => void
}

/** What cameras keep beside their clips: sound goes with them, proxies and the like are offered. */
export function SeriesBelongings({ belonging, withProxies, onChoose }: SeriesBelongingsProps) {
  const { series } = words
  const sound = belonging.filter((it) => it.as === 'sound')
  const offered = belongings.flatMap((as) => {
    const n = belonging.filter((it) => it.as === as).length
    return as === 'sound' || n === 0 ? [] : [series.leftOutKinds[as](n)]
  })
  return (
    <>
      {sound.length > 0 ? (
        <p className="mt-3 text-xs text-muted">{series.sound(sound.length, new Set(sound.map((it) => it.of)).size)}</p>
      ) : null}
      {offered.length > 0 ? (
        <CheckField
          className="mt-3"
          label={series.withProxies(offered.join(', '))}
          checked={withProxies}
          onChange={(event) => onChoose(event.target.checked)}
        />
      ) : null}
    </>
  )
}

/** What of the drop is no media, counted by kind and folded away; what somebody shot and we cannot read is said. */
export function LeftOut({ files }: { readonly files: SeriesPreview['leftOut'] }) {
  const { series } = words
  if (files.length === 0) return null
  const byKind = Map.groupBy(files, (it) => it.kind)
  const raw = byKind.get('raw')?.length ?? 0
  return (
    <>
      {raw > 0 ? <p className="mt-3 text-pending">{series.rawLeftOut(raw)}</p> : null}
      <details className="mt-3 text-xs text-muted">
        <summary className="w-fit">{series.leftOut(files.length)}</summary>
        {leftOutKinds.map((kind) => {
          const these = byKind.get(kind)
          return these ? (
            <p key={kind} className="mt-1" data-selectable>
              {series.leftOutKinds[kind](these.length)}:{' '}
              {these
                .slice(0, 200)
                .map((it) => it.relativePath)
                .join(', ')}
            </p>
          ) : null
        })}
      </details>
    </>
  )
}
