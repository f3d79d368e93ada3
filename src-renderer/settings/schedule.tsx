import { Plus, X } from 'lucide-react'
import type { LimitRule } from '../../src-shared/limits.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { SpeedField } from '../parts/speed-field.tsx'
import { words } from '../words/words.ts'
import { classNames } from '../parts/class-names.ts'

const weekFromMonday = [1, 2, 3, 4, 5, 6, 0] as const
const newRule: LimitRule = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', bytesPerSecond: 10_000_000 }

/** Limits for certain days and times. */
export function Schedule({
  rules,
  onChange,
}: {
  readonly rules: readonly LimitRule[]
  readonly onChange: (rules: LimitRule[]) => void
}) {
  const replace = (at: number, changed: Partial<LimitRule>) =>
    onChange(rules.map((rule, index) => (index === at ? { ...rule, ...changed } : rule)))
  const { settings: say } = words
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted">{say.schedule}</legend>
      <ul className="flex flex-col gap-2">
        {rules.map((rule, at) => (
          <li key={at} className="flex flex-wrap items-end gap-x-2 gap-y-2 rounded-xl border border-line p-3">
            <div role="group" aria-label={say.daysOfRule(at + 1)} className="flex gap-1">
              {weekFromMonday.map((day) => (
                <button
                  key={day}
                  type="button"
                  aria-pressed={rule.days.includes(day)}
                  aria-label={say.days[day]}
                  onClick={() => {
                    const next = rule.days.includes(day) ? rule.days.filter((it) => it !== day) : [...rule.days, day]
                    if (next.length > 0) replace(at, { days: next })
                  }}
                  className={classNames(
                    'size-8 rounded-lg border border-line text-xs',
                    rule.days.includes(day) ? 'bg-accent font-medium text-accent-ink' : 'bg-sunken text-muted',
                  )}
                >
                  {say.days[day]?.slice(0, 2)}
                </button>
              ))}
            </div>
            <TextField
              label={say.from}
              type="time"
              value={rule.from}
              onChange={(event) => replace(at, { from: event.target.value })}
              className="w-24"
            />
            <TextField
              label={say.to}
              type="time"
              value={rule.to}
              onChange={(event) => replace(at, { to: event.target.value })}
              className="w-24"
            />
            <div className="w-28">
              <SpeedField
                label={say.limit}
                bytesPerSecond={rule.bytesPerSecond}
                onChange={(bytesPerSecond) => replace(at, { bytesPerSecond })}
              />
            </div>
            <IconButton
              label={say.removeRule(at + 1)}
              icon={<X size={15} />}
              className="mb-5"
              onClick={() => onChange(rules.filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ul>
      <Button
        look="quiet"
        icon={<Plus size={14} aria-hidden />}
        className="mt-1"
        onClick={() => onChange([...rules, newRule])}
      >
        {say.addTimes}
      </Button>
    </fieldset>
  )
}
