import { ArrowDownAZ, CalendarArrowDown, TriangleAlert } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import { checkTemplate } from '../../src-shared/naming/flow-name.ts'
import { arrangements, inSeriesOrder, repeatedNames, type Arrangement } from '../../src-shared/naming/series-plan.ts'
import { areClips } from '../../src-shared/naming/clip-names.ts'
import { seriesShape } from '../../src-shared/naming/series-shape.ts'
import { placementWords, type PlacementWord } from '../../src-shared/time/placement.ts'
import { Button } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { problemWords, words } from '../words/words.ts'
import { planOf, type SeriesDraft } from './series-draft.ts'
import { SeriesFiles } from './series-files.tsx'
import { SeriesTemplates } from './series-templates.tsx'

const templateOf: Readonly<Record<Arrangement, string>> = {
  episodes: '{prefix} {n:02}',
  daily: '{prefix} {date}',
  cameras: '{prefix}',
}
const MOST_SHOWN = 12

interface SeriesFormProps {
  readonly draft: SeriesDraft
  /** Files that belong to these. */
  readonly goesAlong: SeriesPreview['sidecars']
  readonly onChange: (draft: SeriesDraft) => void
}

/** One series: what it is called, how its flows are named, what is missing, and its files. */
export function SeriesForm({ draft, goesAlong, onChange }: SeriesFormProps) {
  const { files, choices } = draft
  const { series } = words
  const template = checkTemplate(choices.template)
  const planned = useMemo(() => planOf(draft), [draft])
  const repeated = useMemo(() => repeatedNames(planned), [planned])
  const shape = useMemo(() => seriesShape(files), [files])
  const isCard = useMemo(() => areClips(files), [files])
  const change = (part: Partial<typeof choices>) => onChange({ ...draft, choices: { ...choices, ...part } })
  return (
    <>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 pb-3 max-[640px]:grid-cols-1">
        <TextField
          label={series.name}
          value={choices.name}
          onChange={(event) => change({ name: event.target.value })}
          error={choices.name.trim() === '' ? series.needsName : undefined}
        />
        <SelectField
          label={series.whatItIs}
          value={choices.arrangement}
          options={arrangements.map((value) => ({ value, label: series.arrangements[value] }))}
          onChange={(event) => {
            const arrangement = event.target.value as Arrangement
            change({ arrangement, template: templateOf[arrangement] })
          }}
        />
        <TextField
          label={series.prefix}
          value={choices.prefix}
          onChange={(event) => change({ prefix: event.target.value })}
        />
        <TextField
          label={series.flowNames}
          value={choices.template}
          onChange={(event) => change({ template: event.target.value })}
          error={template.ok ? undefined : problemWords(template.problem).message}
          hint="{prefix} {n:02} {stem} {date} {season:02} {episode:02} {reel} {clip:03} {folder}"
        />
        <PlaceInTime draft={draft} onChange={onChange} />
      </div>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <p className="mr-auto text-xs text-muted">
          {isCard && shape.pattern === 'none' ? series.clips : series.patterns[shape.pattern]}
        </p>
        <SeriesTemplates choices={choices} onChoose={change} />
        <Button
          icon={<ArrowDownAZ size={14} aria-hidden />}
          onClick={() => onChange({ ...draft, files: inSeriesOrder(files) })}
        >
          {series.byName}
        </Button>
        <Button
          icon={<CalendarArrowDown size={14} aria-hidden />}
          onClick={() => onChange({ ...draft, files: [...files].sort((a, b) => a.modifiedMs - b.modifiedMs) })}
        >
          {series.byDate}
        </Button>
      </div>
      <div role="status" className="flex flex-col gap-1.5 not-empty:mb-2">
        {shape.gaps.length > 0 ? <Warning>{series.gaps(list(shape.gaps))}</Warning> : null}
        {shape.repeats
          .map(({ place, paths }) => (
            <Warning key={place}>
              {series.twice(
                place,
                list(paths.map((path) => files.find((it) => it.path === path)?.relativePath ?? path)),
              )}
            </Warning>
          ))
          .slice(0, MOST_SHOWN)}
        {repeated.size > 0 ? <Warning>{series.repeatedNames(repeated.size)}</Warning> : null}
      </div>
      <SeriesFiles draft={draft} planned={planned} repeated={repeated} goesAlong={goesAlong} onChange={onChange} />
    </>
  )
}

const PlaceInTime = ({ draft, onChange }: Pick<SeriesFormProps, 'draft' | 'onChange'>) => (
  <SelectField
    label={words.series.place}
    value={draft.timeline}
    options={placementWords.map((value) => ({ value, label: words.series.places[value] }))}
    onChange={(event) => onChange({ ...draft, timeline: event.target.value as PlacementWord })}
  />
)

const list = (names: readonly string[]): string =>
  names.length > MOST_SHOWN ? `${names.slice(0, MOST_SHOWN).join(', ')} …` : names.join(', ')

const Warning = ({ children }: { readonly children: ReactNode }) => (
  <p className="flex items-start gap-2 rounded-lg bg-sunken px-3 py-1.5 text-pending">
    <TriangleAlert size={15} className="mt-0.5 shrink-0" aria-hidden />
    <span>{children}</span>
  </p>
)
