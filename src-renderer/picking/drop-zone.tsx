import { Upload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { DroppedThing } from '../door/door.ts'
import { takeDrop } from '../state/commands.ts'
import { words } from '../words/words.ts'
import { classNames } from '../parts/class-names.ts'

/** The whole window takes drops. Counts enters and leaves, because every child fires its own. */
export function DropZone() {
  const [isOver, setOver] = useState(false)
  const depth = useRef(0)
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      depth.current += 1
      setOver(true)
    }
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    }
    const leave = () => {
      depth.current = Math.max(0, depth.current - 1)
      if (depth.current === 0) setOver(false)
    }
    const drop = (event: DragEvent) => {
      event.preventDefault()
      depth.current = 0
      setOver(false)
      const things = [...(event.dataTransfer?.items ?? [])]
        .filter((it) => it.kind === 'file')
        .map((it): DroppedThing => ({ file: it.getAsFile(), entry: it.webkitGetAsEntry() }))
      if (things.length > 0) void takeDrop(things)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  if (!isOver) return null
  return (
    <div
      className={classNames(
        'pointer-events-none fixed inset-3 z-70 flex items-center justify-center rounded-3xl',
        'border-2 border-dashed border-accent bg-accent-soft/95',
      )}
    >
      <p className="flex items-center gap-3 text-lg font-semibold text-accent">
        <Upload size={24} aria-hidden />
        {words.drop}
      </p>
    </div>
  )
}
