// Small real JPEGs (jpeg-js) with real EXIF (piexifjs): what a phone or a screenshot tool would have written.
import jpeg from 'jpeg-js'
import piexif from 'piexifjs'
import type { Random } from './random.ts'

export interface Exif {
  readonly make?: string
  readonly model?: string
  readonly software?: string
  /** `YYYY:MM:DD HH:MM:SS`, the camera's wall clock. */
  readonly original: string
  readonly digitised?: string
  readonly modified?: string
  readonly offset?: string
}

export function picture(random: Random, exif: Exif): Uint8Array {
  const width = 48
  const height = 32
  const data = Buffer.alloc(width * height * 4, 255)
  for (let n = 0; n < data.length; n += 4) data[n] = random.int(180, 255)
  const plain = Buffer.from(jpeg.encode({ data, width, height }, 70).data).toString('latin1')
  const { ImageIFD, ExifIFD } = piexif
  const block = piexif.dump({
    '0th': {
      ...(exif.make === undefined ? {} : { [ImageIFD.Make]: exif.make }),
      ...(exif.model === undefined ? {} : { [ImageIFD.Model]: exif.model }),
      ...(exif.software === undefined ? {} : { [ImageIFD.Software]: exif.software }),
      [ImageIFD.DateTime]: exif.modified ?? exif.original,
    },
    Exif: {
      [ExifIFD.DateTimeOriginal]: exif.original,
      [ExifIFD.DateTimeDigitized]: exif.digitised ?? exif.original,
    },
  })
  return Buffer.from(piexif.insert(block, plain), 'latin1')
}
