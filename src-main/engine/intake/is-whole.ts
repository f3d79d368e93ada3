import { probe, type MediaTool } from '../../media/index.ts'

const TIME_LIMIT_MS = 10_000

/**
 * Tells whether a file holds all that it promises: half a copy mostly does not. What cannot be read, or not in time, is
 * not whole; where nothing can be read at all, everything is.
 */
export const wholenessBy =
  (ffprobe: MediaTool | null) =>
  async (path: string): Promise<boolean> => {
    if (!ffprobe) return true
    const facts = await probe(ffprobe, path, { timeLimitMs: TIME_LIMIT_MS })
    return facts.ok && !facts.value.truncated
  }
