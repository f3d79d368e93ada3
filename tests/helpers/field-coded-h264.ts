/** Macroblocks a row, and rows a field. */
const SIZE = 4
const FRAMES_A_GROUP = 25

/**
 * H.264 whose pictures are coded as two fields each, as AVCHD and broadcast have it and no encoder here writes: grey,
 * 64×128, 25 pictures (50 fields) a second, each field a slice of its own.
 *
 * Source: ITU-T H.264, 7.3 (syntax), E.1.1 (timing: two units a picture).
 */
export function fieldCodedH264(pictures: number): Buffer {
  const units: Buffer[] = []
  for (let n = 0; n < pictures; n += 1) {
    const frame = n % FRAMES_A_GROUP
    units.push(unit(9, 0, Buffer.from([0x10])))
    if (frame === 0) units.push(unit(7, 3, sequence()), unit(8, 3, parameters()))
    units.push(unit(frame === 0 ? 5 : 1, 2, field(frame, false)), unit(1, 2, field(frame, true)))
  }
  return Buffer.concat(units)
}

interface Bits {
  /** A number of so many bits. */
  readonly u: (value: number, bits: number) => Bits
  /** Numbers in Exp-Golomb coding. */
  readonly ue: (...values: readonly number[]) => Bits
  readonly end: () => Buffer
}

function bits(): Bits {
  let text = ''
  const self: Bits = {
    u: (value, count) => {
      text += value.toString(2).padStart(count, '0')
      return self
    },
    ue: (...values) => {
      for (const value of values) {
        const code = (value + 1).toString(2)
        text += '0'.repeat(code.length - 1) + code
      }
      return self
    },
    end: () => {
      const whole = `${text}1`
      const bytes = whole.padEnd(Math.ceil(whole.length / 8) * 8, '0').match(/.{8}/g) ?? []
      return Buffer.from(bytes.map((it) => Number.parseInt(it, 2)))
    },
  }
  return self
}

/** Main profile, level 3; interlaced; 50 ticks a second. */
const sequence = () =>
  bits()
    .u(77, 8)
    .u(0, 8)
    .u(30, 8)
    .ue(0, 0, 2, 1)
    .u(0, 1)
    .ue(SIZE - 1, SIZE - 1)
    .u(0b0_0_1_0_1, 5)
    .u(0b0000_1, 5)
    .u(1, 32)
    .u(50, 32)
    .u(0b1_0_0_0_0, 5)
    .end()

const parameters = () => bits().ue(0, 0).u(0, 2).ue(0, 0, 0).u(0, 3).ue(0, 0, 0).u(0, 3).end()

/** An intra slice of 16×16 macroblocks without any residual. */
function field(frame: number, isBottom: boolean): Buffer {
  const slice = bits()
    .ue(0, 7, 0)
    .u(frame % 16, 4)
    .u(isBottom ? 0b11 : 0b10, 2)
  if (frame === 0 && !isBottom) slice.ue(0).u(0, 2)
  else slice.u(0, 1)
  slice.ue(0)
  for (let block = 0; block < SIZE * SIZE; block += 1) slice.ue(3, 0, 0).u(1, 1)
  return slice.end()
}

/** A NAL unit, with the bytes that keep its content from looking like the beginning of another. */
function unit(type: number, importance: number, body: Buffer): Buffer {
  const bytes: number[] = [0, 0, 0, 1]
  let zeros = 0
  for (const byte of [(importance << 5) | type, ...body]) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3)
      zeros = 0
    }
    bytes.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.from(bytes)
}
