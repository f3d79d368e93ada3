import type { ServerDefaults } from '../../src-shared/connection.ts'
import { checkTemplate } from '../../src-shared/naming/flow-name.ts'
import { SelectField, TextField } from '../parts/field.tsx'
import { SpeedField } from '../parts/speed-field.tsx'
import { TagFields } from '../parts/tag-fields.tsx'
import { segmentOptions, segmentOf } from '../settings/segment-options.ts'
import { problemWords, words } from '../words/words.ts'

const concurrencies = Array.from({ length: 32 }, (_, index) => String(index + 1))

interface UploadDefaultsProps {
  readonly defaults: ServerDefaults
  readonly onChange: (defaults: ServerDefaults) => void
}

/** What new uploads to a server begin with, folded away where nothing was chosen. */
export function UploadDefaults({ defaults, onChange }: UploadDefaultsProps) {
  const { connection: say } = words
  const change = (part: Partial<ServerDefaults>) => onChange({ ...defaults, ...part })
  const template = defaults.template === null ? null : checkTemplate(defaults.template)
  const asInSettings = { value: '', label: say.asInSettings }
  return (
    <details className="rounded-xl border border-line px-3 py-2" open={JSON.stringify(defaults).length > 90}>
      <summary className="w-fit font-medium">{say.defaults}</summary>
      <div className="mt-3 flex flex-col gap-3">
        <SelectField
          label={words.settings.segment}
          value={defaults.segment === null ? '' : String(defaults.segment)}
          options={[asInSettings, ...segmentOptions()]}
          onChange={(event) => change({ segment: event.target.value === '' ? null : segmentOf(event.target.value) })}
        />
        <div className="grid grid-cols-2 gap-3">
          <SelectField
            label={words.settings.concurrency}
            value={defaults.concurrency === null ? '' : String(defaults.concurrency)}
            options={[asInSettings, ...concurrencies.map((value) => ({ value, label: value }))]}
            onChange={(event) => change({ concurrency: event.target.value === '' ? null : Number(event.target.value) })}
          />
          <SpeedField
            label={say.limit}
            bytesPerSecond={defaults.bytesPerSecond}
            onChange={(bytesPerSecond) => change({ bytesPerSecond })}
          />
        </div>
        <TextField
          label={words.series.flowNames}
          value={defaults.template ?? ''}
          placeholder={say.asProposed}
          error={template && !template.ok ? problemWords(template.problem).message : undefined}
          hint="{prefix} {n:02} {stem} {date}"
          onChange={(event) => change({ template: event.target.value === '' ? null : event.target.value })}
        />
        <TagFields
          tags={Object.entries(defaults.tags)}
          onChange={(tags) => change({ tags: Object.fromEntries(tags) })}
        />
      </div>
    </details>
  )
}
