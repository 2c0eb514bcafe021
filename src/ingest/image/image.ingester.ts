/**
 * Pictures: the times that camera, satellites and software wrote into JPEG, TIFF, PNG, HEIF, AVIF and WebP (CIPA DC-008-2023 Exif;
 * ISO 16684-1 XMP; IPTC IIM 4.2). The picture itself is never decoded.
 */
import type { Artifact } from '../../model.ts'
import { defineIngester, type Source } from '../ingester.ts'
import { latin1, tiffAt, type Blocks } from './blocks.ts'
import { heifBlocks, heifFormat } from './heif.ts'
import { imageArtifact } from './image-artifact.ts'
import { jpegBlocks } from './jpeg.ts'
import { pngBlocks } from './png.ts'
import { webpBlocks } from './webp.ts'

type Format = (source: Source) => Blocks

const PNG = '\x89PNG\r\n\x1a\n'

export default defineIngester({
  id: 'image',
  title: 'Picture (JPEG, TIFF, PNG, HEIF, AVIF, WebP)',
  source:
    'CIPA DC-008-2023 (Exif 3.0); ISO 16684-1 (XMP); IPTC-NAA IIM 4.2; PNG 3rd edition; RFC 9649; ISO/IEC 23008-12',
  accepts: (head) => formatOf(head) !== undefined,
  confidence: 100,
  emits: {
    artifacts: ['image'],
    events: {
      'exif.original': {
        clock: 'camera',
        doc: 'DateTimeOriginal 0x9003 with its sub-seconds and offset: when the picture was taken',
      },
      'exif.digitised': { clock: 'camera', doc: 'DateTimeDigitized 0x9004: when the picture became digital' },
      'exif.modified': {
        clock: 'camera',
        doc: 'DateTime 0x0132: when the file was last changed, by the camera or by software',
      },
      'exif.gps': {
        clock: 'satellite',
        doc: 'GPSDateStamp 0x001d and GPSTimeStamp 0x0007, UTC; absent if one is missing',
      },
      'xmp.created': { clock: 'software', doc: 'xmp:CreateDate' },
      'xmp.modified': { clock: 'software', doc: 'xmp:ModifyDate' },
      'xmp.metadata': { clock: 'software', doc: 'xmp:MetadataDate: when the metadata were last changed' },
      'xmp.history': { clock: 'software', doc: 'stEvt:when of a step in xmpMM:History' },
      'iptc.created': { clock: 'software', doc: 'IIM 2:55 Date Created with 2:60 Time Created' },
      'png.time': { clock: 'software', doc: 'tIME chunk: last change of the picture, UTC' },
    },
    traits: {
      'image.format': 'JPEG, TIFF, PNG, HEIC, AVIF, WebP or WebP/VP8L',
      'image.make': 'Make 0x010f',
      'image.model': 'Model 0x0110',
      'image.software': 'Software 0x0131, or the PNG text Software',
      'image.apple-system': 'Version of iOS or iPadOS: Software 0x0131 where Make is Apple and it is a bare number',
      'image.exif-version': 'ExifVersion 0x9000, four digits',
      'image.exif-tag': 'Code of a tag in the Exif or GPS directory, as 0x9010 (GPS as GPS 0x001f)',
      'image.icc': 'Name of the colour profile',
      'xmp.toolkit': 'x:xmptk',
      'xmp.creator-tool': 'xmp:CreatorTool',
    },
  },
  ingest,
})

function* ingest(source: Source): Iterable<Artifact> {
  const format = formatOf(source.read(0, 256))
  if (format !== undefined) yield imageArtifact(source.size, format(source))
}

function formatOf(head: Uint8Array): Format | undefined {
  const start = latin1(head.subarray(0, 12))
  if (start.startsWith('\xff\xd8\xff')) return jpegBlocks
  if (start.startsWith(PNG)) return pngBlocks
  if (start.startsWith('II*\0') || start.startsWith('MM\0*')) return tiffBlocks
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return webpBlocks
  const heif = heifFormat(head)
  return heif === undefined ? undefined : (source) => heifBlocks(source, heif)
}

const tiffBlocks: Format = (source) => ({ format: 'TIFF', tiff: tiffAt(source, 0, source.size), problems: [] })
