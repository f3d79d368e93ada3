/** What ffprobe prints as compact JSON, in the parts that can be told apart as it comes. */
export interface FfprobeJson {
  /** Takes some lines, and gives the packets that are whole by now, each as JSON. */
  add: (lines: readonly string[]) => string[]
  /** How many characters it keeps, of anything but whole packets. */
  size: () => number
  /** All but the packets; null where the end is missing. */
  rest: () => unknown
}

const PACKETS = '    "packets": ['
const PACKET = '        {'
const SECTION_END = /^ {4}\]/

/**
 * [Note: ffprobe's JSON] Compact JSON (`-of json=c=1`) has a line a packet, or a few where it has side data, each
 * known by where it begins; line breaks in tags are escaped, so that nothing in a file can look like another line.
 * Packets come before everything else.
 */
export function ffprobeJson(): FfprobeJson {
  let isAmongPackets = false
  let packet = ''
  let rest = ''
  const whole = (next: string): string[] => {
    const before = packet
    packet = next
    return before === '' ? [] : [before]
  }
  return {
    add: (lines) =>
      lines.flatMap((line) => {
        if (isAmongPackets && SECTION_END.test(line)) {
          isAmongPackets = false
          return whole('')
        }
        if (isAmongPackets && line.startsWith(PACKET)) return whole(line.trim())
        if (isAmongPackets) packet += line.trim()
        else if (line === PACKETS) isAmongPackets = true
        else rest += `${line}\n`
        return []
      }),
    size: () => rest.length + packet.length,
    rest: () => parsedJson(rest),
  }
}

/** Null where it is not whole. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
