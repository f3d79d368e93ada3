import { BookmarkPlus, ChevronDown, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useEffect, useState } from 'react'
import type { SeriesChoices } from '../../src-shared/naming/series-plan.ts'
import type { Settings } from '../../src-shared/settings.ts'
import { Button } from '../parts/button.tsx'
import { ask } from '../state/commands.ts'
import { notify } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { classNames } from '../parts/class-names.ts'

interface SeriesTemplatesProps {
  readonly choices: SeriesChoices
  readonly onChoose: (part: Partial<SeriesChoices>) => void
}

/** Ways of naming that a person keeps, to be used again. A template is called what it makes. */
export function SeriesTemplates({ choices, onChoose }: SeriesTemplatesProps) {
  const [settings, setSettings] = useState<Settings | null>(null)
  const { series } = words
  useEffect(() => {
    void ask('settings:read', {}).then((read) => {
      if (read) setSettings(read)
    })
  }, [])
  const kept = settings?.seriesTemplates ?? []

  async function keep(seriesTemplates: Settings['seriesTemplates']): Promise<void> {
    if (!settings) return
    const next = { ...settings, seriesTemplates }
    setSettings(next)
    await ask('settings:save', next)
  }
  const add = () => {
    const { arrangement, prefix, template } = choices
    const name = `${prefix === '' ? '' : `${prefix} · `}${template}`
    void keep([...kept.filter((it) => it.name !== name), { name, arrangement, prefix, template }]).then(() =>
      notify(series.templateKept),
    )
  }
  const item = 'flex h-8 items-center gap-3 rounded-lg px-2.5 outline-none data-[highlighted]:bg-accent-soft'
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button>
          {series.templates}
          <ChevronDown size={14} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className={classNames(
            'z-60 max-h-80 max-w-96 min-w-60 overflow-y-auto rounded-xl border border-line bg-raised',
            'p-1 shadow-lift',
          )}
        >
          {kept.length === 0 ? <p className="px-2.5 py-1.5 text-xs text-muted">{series.noTemplates}</p> : null}
          {kept.map(({ name, ...choice }) => (
            <DropdownMenu.Item key={name} className={item} onSelect={() => onChoose(choice)}>
              <span className="min-w-0 flex-1 truncate">{name}</span>
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={item} onSelect={add}>
            <BookmarkPlus size={14} aria-hidden />
            {series.keepTemplate}
          </DropdownMenu.Item>
          {kept.length === 0 ? null : (
            <DropdownMenu.Sub>
              <DropdownMenu.SubTrigger className={item}>
                <X size={14} aria-hidden />
                {series.forgetTemplate}
              </DropdownMenu.SubTrigger>
              <DropdownMenu.Portal>
                <DropdownMenu.SubContent
                  className={classNames(
                    'z-60 max-w-96 min-w-48 rounded-xl border border-line bg-raised p-1 shadow-lift',
                  )}
                >
                  {kept.map(({ name }) => (
                    <DropdownMenu.Item
                      key={name}
                      className={item}
                      onSelect={() => void keep(kept.filter((it) => it.name !== name))}
                    >
                      <span className="truncate">{name}</span>
                    </DropdownMenu.Item>
                  ))}
                </DropdownMenu.SubContent>
              </DropdownMenu.Portal>
            </DropdownMenu.Sub>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
