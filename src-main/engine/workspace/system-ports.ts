import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { cutMedia, piecesOfSet, probeAny, probeSidecar, type MediaTools } from '../../media/index.ts'
import { putObject, readBack } from '../../transfer/index.ts'
import { systemClock, type EnginePorts } from '../ports.ts'
import { isListening, systemNetwork } from '../servers/index.ts'

/** Where pieces lie while they are sent, below the data folder. */
export const PIECES_FOLDER = 'pieces'

/** A recorder that writes nothing for so long has stopped. */
const FOLLOW_IDLE_MS = 15_000

/**
 * The engine's ports to the real world: this computer's clock, network, disk and programs.
 *
 * @param followIdleMs without growth after which a followed file is finished
 */
export const systemPorts = (folder: string, tools: MediaTools, followIdleMs = FOLLOW_IDLE_MS): EnginePorts => ({
  clock: systemClock,
  random: Math.random,
  newId: randomUUID,
  put: putObject,
  readBack,
  isListening,
  network: systemNetwork,
  probe: (path, signal, { frameRate, sidecarOf }) => {
    const how = { signal, ...(frameRate ? { frameRate } : {}) }
    return sidecarOf === undefined
      ? probeAny(tools.ffprobe, path, how)
      : probeSidecar(tools.ffprobe, path, sidecarOf, how)
  },
  cut: ({ itemId, seconds, follow, ...what }) => {
    const placed = { ...what, folder: join(folder, PIECES_FOLDER, itemId) }
    return seconds === null
      ? piecesOfSet(tools.ffprobe, placed)
      : cutMedia(tools, { ...placed, seconds, ...(follow ? { followIdleMs } : {}) })
  },
})
