import { randomUUID } from 'node:crypto'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { uploadOptionsSchema } from '../../src-shared/item/item.ts'
import { noWork } from '../../src-shared/item/work.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'

/** Writes a journal of so many items of which so many are done and the others paused, as a long week would leave it. */
export function fillJournal(folder: string, items: number, done: number, facts: MediaFacts): void {
  const journal = openJournal(folder)
  if (!journal.ok) throw new Error(journal.problem.message)
  journal.value.save(
    Array.from({ length: items }, (_, index): QueueItem => {
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
          tried: ['flow', 'segment'],
          storedFlowId: flowId,
          sourceId: randomUUID(),
          object: isDone
            ? {
                objectId: randomUUID(),
                bytes: 1_000_000 + index,
                md5: 'f'.repeat(32),
                sha256: null,
                etag: 'f'.repeat(32),
                client: 'got',
                proof: 'etag',
                timerange: '[0:0_2:0)',
                stored: true,
                registered: true,
              }
            : null,
        },
        tries: 1,
        stepSeconds: { probe: 0.1, media: 1 },
      }
    }),
  )
  journal.value.close()
}
