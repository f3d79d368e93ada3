import { randomUUID } from 'node:crypto'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { uploadOptionsSchema } from '../../src-shared/item/item.ts'
import type { MediaObject } from '../../src-shared/item/media-object.ts'
import { noWork } from '../../src-shared/item/work.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'

/** Writes a journal of so many items of which so many are done and the others paused, as a long week would leave it. */
export function fillJournal(folder: string, items: number, done: number, facts: MediaFacts): void {
  const journal = openJournal(folder)
  if (!journal.ok) throw new Error(journal.problem.message)
  const queue = Array.from({ length: items }, (_, index): QueueItem => {
    const flowId = randomUUID()
    const isDone = index < done
    return {
      id: randomUUID(),
      path: `/media/card ${index % 10}/clip ${index}.mp4`,
      name: `clip ${index}.mp4`,
      size: 1_000_000 + index,
      modifiedMs: 1,
      batch: { id: `batch ${index % 100}`, series: `Series ${index % 100}` },
      sourceName: `Series ${index % 100}`,
      flowName: `Episode ${index}`,
      options: uploadOptionsSchema.parse({}),
      addedMs: index,
      position: index,
      life: { state: isDone ? { name: 'done', finishedMs: index } : { name: 'paused', step: 'source' }, runId: 3 },
      facts,
      fingerprint: `fingerprint ${index}`,
      troubles: [],
      work: {
        ...noWork(flowId),
        server: 'embedded',
        isFlowTried: true,
        storedFlowId: flowId,
        sourceId: randomUUID(),
        onTimeline: Number(isDone),
        md5: isDone ? 'f'.repeat(32) : null,
      },
      tries: 1,
      stepSeconds: { probe: 0.1, media: 1 },
    }
  })
  for (const it of queue) if (it.life.state.name === 'done') journal.value.saveObjects(it.id, [objectOf(it)])
  journal.value.save(queue)
  journal.value.close()
}

const objectOf = ({ size, work: { flowId, md5 } }: QueueItem): MediaObject => ({
  objectId: randomUUID(),
  flowId,
  index: 0,
  state: 'registered',
  bytes: size,
  md5,
  sha256: null,
  etag: md5,
  client: 'got',
  isDoubted: false,
  proof: 'etag',
  timerange: '[0:0_2:0)',
  offset: '0:0',
  lastDuration: null,
  samples: 50,
  keyFrames: 5,
})
