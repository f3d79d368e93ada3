import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const placeSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().min(300),
  height: z.number().min(200),
  isMaximized: z.boolean(),
})
/** Where the window was, in the system's own pixels. */
export type WindowPlace = z.infer<typeof placeSchema>

interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Enough of a title bar to take hold of. */
const GRIP = 80

/** A place that can be seen: a display that was taken away must not take the window with it. */
export function visiblePlace(place: WindowPlace, displays: readonly Area[]): WindowPlace | null {
  const isSeen = displays.some(
    (it) =>
      place.x + place.width - GRIP > it.x &&
      place.x + GRIP < it.x + it.width &&
      place.y >= it.y - 1 &&
      place.y + GRIP / 2 < it.y + it.height,
  )
  return isSeen ? place : null
}

export function readPlace(path: string): WindowPlace | null {
  try {
    return placeSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

/** Whole or not at all; a place that cannot be saved is no reason not to close. */
export function savePlace(path: string, place: WindowPlace): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.part`, JSON.stringify(place))
    renameSync(`${path}.part`, path)
  } catch {
    // The window then opens where the system puts it.
  }
}
