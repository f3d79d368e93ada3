import { z } from 'zod'
import { calls, events, isEventName, type Call, type EventName, type Listen } from '../../src-shared/contract.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, problemSchema } from '../../src-shared/problems.ts'
import type { Door, DroppedThing } from './door.ts'

const messageSchema = z.union([
  z.object({
    id: z.number(),
    outcome: z.union([
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), problem: problemSchema }),
    ]),
  }),
  z.object({ event: z.string(), payload: z.unknown() }),
])

const RECONNECT_MS = 1_000

/** The browser: one WebSocket for everything, and dropped files streamed to the engine's own folder. */
export function consoleDoor(token: string): Door {
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>()
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>()
  const lineListeners = new Set<(isUp: boolean) => void>()
  const unsent: string[] = []
  let lastId = 0
  let socket = connect()

  function connect(): WebSocket {
    const next = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`, ['framehaul', token])
    next.addEventListener('open', () => {
      for (const text of unsent.splice(0)) next.send(text)
      for (const heard of lineListeners) heard(true)
    })
    next.addEventListener('message', ({ data }) => hear(messageSchema.parse(JSON.parse(String(data)))))
    next.addEventListener('close', () => {
      // A call always settles: what was on its way when the line broke is answered here.
      for (const settle of waiting.values()) settle(failed(problem('server-unreachable', { host: location.host })))
      waiting.clear()
      for (const heard of lineListeners) heard(false)
      setTimeout(() => {
        socket = connect()
      }, RECONNECT_MS)
    })
    return next
  }

  function hear(message: z.infer<typeof messageSchema>): void {
    if ('event' in message) {
      if (!isEventName(message.event)) return
      const payload = events[message.event].parse(message.payload)
      for (const heard of listeners.get(message.event) ?? []) heard(payload)
      return
    }
    waiting.get(message.id)?.(message.outcome)
    waiting.delete(message.id)
  }

  const call: Call = (name, ask) =>
    new Promise((resolve) => {
      const id = ++lastId
      waiting.set(id, (outcome) => {
        // The schema belongs to this very call, so what it lets through has the call's type.
        type Settled = Parameters<typeof resolve>[0]
        if (!outcome.ok) return resolve(outcome)
        const answer = calls[name].answer.safeParse(outcome.value)
        resolve(
          (answer.success
            ? ok(answer.data)
            : failed(problem('internal', {}, z.prettifyError(answer.error)))) as Settled,
        )
      })
      const text = JSON.stringify({ id, name, ask })
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
      else unsent.push(text)
    })

  const listen: Listen = (name, heard) => {
    const known = listeners.get(name) ?? new Set()
    listeners.set(name, known)
    known.add(heard as (payload: unknown) => void)
    return () => known.delete(heard as (payload: unknown) => void)
  }

  return {
    call,
    listen,
    onLine: (heard) => {
      lineListeners.add(heard)
      return () => lineListeners.delete(heard)
    },
    pathsOf: (things, onProgress) => sendDropped(token, things, onProgress),
  }
}

interface ToSend {
  readonly file: File
  readonly relativePath: string
}

/** A browser cannot say where a file lies, so its bytes go to the engine; a dropped folder stays a folder there. */
async function sendDropped(
  token: string,
  things: readonly DroppedThing[],
  onProgress: (done: number, all: number) => void,
): Promise<Outcome<string[]>> {
  const files: ToSend[] = []
  for (const { entry, file } of things) {
    if (entry) await collect(entry, '', files)
    else if (file) files.push({ file, relativePath: file.name })
  }
  const all = files.reduce((sum, it) => sum + it.file.size, 0)
  const group = crypto.randomUUID()
  const paths = new Set<string>()
  let done = 0
  for (const { file, relativePath } of files) {
    const sent = await put(token, group, relativePath, file, (bytes) => onProgress(done + bytes, all))
    if (!sent.ok) return sent
    done += file.size
    const parts = relativePath.split('/')
    // The path of what was dropped: the file itself, or the top folder above it.
    paths.add(
      parts.length === 1 ? sent.value : sent.value.slice(0, sent.value.length - parts.slice(1).join('/').length - 1),
    )
  }
  return paths.size > 0 ? ok([...paths]) : failed(problem('nothing-to-add', { path: 'what was dropped' }))
}

async function collect(entry: FileSystemEntry, above: string, into: ToSend[]): Promise<void> {
  const relativePath = above === '' ? entry.name : `${above}/${entry.name}`
  if (entry.name.startsWith('.')) return
  if (entry.isFile) {
    into.push({
      file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
      relativePath,
    })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // A reader gives a hundred entries at a time until it gives none.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const child of some) await collect(child, relativePath, into)
  }
}

/** XMLHttpRequest, because it alone tells how far an upload is. */
function put(
  token: string,
  group: string,
  relativePath: string,
  file: File,
  onProgress: (bytes: number) => void,
): Promise<Outcome<string>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/drop/${group}?path=${encodeURIComponent(relativePath)}`)
    request.setRequestHeader('x-framehaul-token', token)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded }) => onProgress(loaded)
    request.onerror = () => resolve(failed(problem('file-unreadable', {}, relativePath)))
    request.onload = () => {
      const answer = z
        .union([z.object({ path: z.string() }), z.object({ problem: problemSchema })])
        .safeParse(request.response)
      resolve(
        !answer.success
          ? failed(problem('internal', {}, `HTTP ${request.status}`))
          : 'path' in answer.data
            ? ok(answer.data.path)
            : failed(answer.data.problem),
      )
    }
    request.send(file)
  })
}
