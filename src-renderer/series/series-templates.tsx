import { BookmarkPlus, ChevronDown, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { SeriesChoices } from '../../src-shared/naming/series-plan.ts'
import type { SeriesTemplate } from '../../src-shared/settings.ts'
import { Button } from '../parts/button.tsx'
import { classNames } from '../parts/class-names.ts'
import { saveSettings, useSettings } from '../state/settings.ts'
import { notify } from '../state/window-store.ts'
import { words } from '../words/words.ts'

interface SeriesTemplatesProps {
  readonly choices: SeriesChoices
  readonly onChoose: (part: Partial<SeriesChoices>) => void
}

const ITEM = 'flex h-8 items-center gap-3 rounded-lg px-2.5 outline-none data-[highlighted]:bg-accent-soft'

/** Ways of naming that a person keeps, to be used again. A template is called what it makes. */
export function SeriesTemplates({ choices, onChoose }: SeriesTemplatesProps) {
  const { kept, add, forget } = useTemplates()
  const { series } = words
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
            <DropdownMenu.Item key={name} className={ITEM} onSelect={() => onChoose(choice)}>
              <span className="min-w-0 flex-1 truncate">{name}</span>
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={ITEM} onSelect={() => add(choices)}>
            <BookmarkPlus size={14} aria-hidden />
            {series.keepTemplate}
          </DropdownMenu.Item>
          {kept.length === 0 ? null : <ForgetMenu names={kept.map((it) => it.name)} onForget={forget} />}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface Templates {
  readonly kept: readonly SeriesTemplate[]
  readonly add: (choices: SeriesChoices) => void
  readonly forget: (name: string) => void
}

function useTemplates(): Templates {
  const settings = useSettings()
  const kept = settings?.seriesTemplates ?? []
  async function keep(seriesTemplates: SeriesTemplate[]): Promise<void> {
    if (settings) await saveSettings({ seriesTemplates })
  }
  return {
    kept,
    add: ({ arrangement, prefix, template }) => {
      const name = `${prefix === '' ? '' : `${prefix} · `}${template}`
      void keep([...kept.filter((it) => it.name !== name), { name, arrangement, prefix, template }]).then(() =>
        notify(words.series.templateKept),
      )
    },
    forget: (name) => void keep(kept.filter((it) => it.name !== name)),
  }
}

/** The menu in the menu that forgets one of them. */
function ForgetMenu({
  names,
  onForget,
}: {
  readonly names: readonly string[]
  readonly onForget: (name: string) => void
}) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={ITEM}>
        <X size={14} aria-hidden />
        {words.series.forgetTemplate}
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent
          className={classNames('z-60 max-w-96 min-w-48 rounded-xl border border-line', 'bg-raised p-1 shadow-lift')}
        >
          {names.map((name) => (
            <DropdownMenu.Item key={name} className={ITEM} onSelect={() => onForget(name)}>
              <span className="truncate">{name}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  )
}
