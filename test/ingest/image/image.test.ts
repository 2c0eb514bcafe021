// Pictures: the times each container carries, which clock they share, and what hostile ones end in.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import image from '../../../src/ingest/image/image.ingester.ts'
import { readXmp } from '../../../src/ingest/image/xmp.ts'
import type { Artifact } from '../../../src/model.ts'
import { toIso } from '../../../src/time/instant.ts'
import { CLEAR_LINE, ingest } from '../../evidence/helpers.ts'
import { heic, iptc, jpeg, png, tiff, webp, xmpText } from './build.ts'

const EXIF = tiff({
  ifd0: [
    [0x010f, 'Example'],
    [0x0110, 'Camera 1'],
    [0x0131, 'Editor 2.1'],
    [0x0132, '2019:07:03 09:00:00'],
  ],
  exif: [
    [0x9000, Buffer.from('0231')],
    [0x9003, '2019:07:01 12:00:00'],
    [0x9004, '2019:07:01 12:00:00'],
    [0x9011, '+02:00'],
    [0x9291, '25'],
  ],
  gps: [
    [0x0007, [10, 0, 3.5]],
    [0x001d, '2019:07:01'],
  ],
})
const XMP = `<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 5.6-c140 79.160451, 2017/05/06-01:08:21">
<rdf:RDF><rdf:Description xmp:CreatorTool="Editor &amp; Co" xmp:ModifyDate="2019-07-03T09:00:00+02:00">
<xmp:CreateDate>2019-07-01T12:00:00</xmp:CreateDate><xmp:MetadataDate> 2019-07-04 </xmp:MetadataDate>
<xmpMM:DerivedFrom><rdf:Description xmp:CreateDate="1999-01-01"/></xmpMM:DerivedFrom>
<xmpMM:History><rdf:Seq><rdf:li stEvt:action="created" stEvt:when="2019-07-01T12:00:00Z"/><rdf:li rdf:parseType="Resource"><stEvt:when>2019-07-03T09:00:00Z</stEvt:when></rdf:li></rdf:Seq></xmpMM:History>
</rdf:Description></rdf:RDF></x:xmpmeta>`

const only = async (bytes: Uint8Array): Promise<Artifact> => {
  expect(image.accepts(bytes.subarray(0, 65_536), bytes.length)).toBe(true)
  const { artifacts, problem } = await ingest(image, bytes)
  expect(problem).toBeUndefined()
  const [artifact] = artifacts
  if (artifact === undefined) throw new Error('no artifact')
  return artifact
}
const shown = (artifact: Artifact) =>
  artifact.events.map(
    ({ kind, reading }) =>
      `${kind} ${reading.nominal === undefined ? reading.problem : toIso(reading.nominal)} ${reading.zone.type}`,
  )
const EXIF_SHOWN = [
  'exif.original 2019-07-01T10:00:00.250000Z offset',
  'exif.digitised 2019-07-01T12:00:00.000000Z floating',
  'exif.modified 2019-07-03T09:00:00.000000Z floating',
  'exif.gps 2019-07-01T10:00:03.000000Z utc',
]
const XMP_SHOWN = [
  'xmp.created 2019-07-01T12:00:00.000000Z floating',
  'xmp.modified 2019-07-03T07:00:00.000000Z offset',
  'xmp.metadata 2019-07-04T00:00:00.000000Z floating',
  'xmp.history 2019-07-01T12:00:00.000000Z utc',
  'xmp.history 2019-07-03T09:00:00.000000Z utc',
]

describe('each container gives up the same times', () => {
  test.each<[string, Buffer, string]>([
    ['JPEG', jpeg({ exif: EXIF, xmp: XMP }), 'JPEG'],
    [
      'JPEG with its XMP in an extension',
      jpeg({ exif: EXIF, extendedXmp: [XMP.slice(0, 300), XMP.slice(300)] }),
      'JPEG',
    ],
    [
      'PNG',
      png([
        ['IHDR', Buffer.alloc(13)],
        ['eXIf', EXIF],
        ['iTXt', xmpText(XMP, false)],
      ]),
      'PNG',
    ],
    [
      'PNG with compressed XMP',
      png([
        ['eXIf', EXIF],
        ['iTXt', xmpText(XMP, true)],
      ]),
      'PNG',
    ],
    [
      'WebP',
      webp([
        ['VP8X', Buffer.alloc(10)],
        ['EXIF', EXIF],
        ['XMP ', Buffer.from(XMP)],
      ]),
      'WebP',
    ],
    [
      'WebP whose Exif has a header',
      webp([
        ['EXIF', Buffer.concat([Buffer.from('Exif\0\0'), EXIF])],
        ['XMP ', Buffer.from(XMP)],
      ]),
      'WebP',
    ],
    ['HEIC', heic(EXIF, XMP), 'HEIC'],
  ])('%s', async (_, bytes, format) => {
    const artifact = await only(bytes)
    expect(shown(artifact)).toEqual([...EXIF_SHOWN, ...XMP_SHOWN])
    expect(artifact.problems).toBeUndefined()
    expect(artifact.claim?.kind).toBe('exif.original')
    expect(artifact.traits.map(({ key, value, by }) => `${key} ${value} ${by?.kind ?? '-'}`)).toEqual([
      `image.format ${format} -`,
      'image.make Example exif.original',
      'image.model Camera 1 exif.original',
      'image.software Editor 2.1 exif.modified',
      'image.exif-version 0231 exif.modified',
      ...['0x9000', '0x9003', '0x9004', '0x9011', '0x9291', 'GPS 0x0007', 'GPS 0x001d'].map(
        (tag) => `image.exif-tag ${tag} exif.modified`,
      ),
      'xmp.toolkit Adobe XMP Core 5.6-c140 79.160451, 2017/05/06-01:08:21 xmp.metadata',
      'xmp.creator-tool Editor & Co xmp.modified',
    ])
  })

  test('TIFF, with XMP and IPTC as tags', async () => {
    const artifact = await only(
      tiff({
        ifd0: [
          [0x0132, '2019:07:03 09:00:00'],
          [0x02bc, Buffer.from(XMP)],
          [0x83bb, iptc([55, '20190701'])],
        ],
      }),
    )
    expect(shown(artifact)).toEqual([
      'exif.modified 2019-07-03T09:00:00.000000Z floating',
      ...XMP_SHOWN,
      'iptc.created 2019-07-01T00:00:00.000000Z floating',
    ])
    expect(artifact.claim?.kind).toBe('xmp.created')
  })
})

test('raw text and locator of an Exif time say what stands where', async () => {
  const [original] = (await only(jpeg({ exif: EXIF }))).events
  expect(original).toMatchObject({
    raw: '2019:07:01 12:00:00, sub-seconds 25, +02:00',
    locator: { type: 'tag', group: 'Exif', name: 'DateTimeOriginal' },
  })
})

describe('clocks', () => {
  const clocks = async (original: string, digitised: string, modified: string) => {
    const { events } = await only(
      jpeg({
        exif: tiff({
          ifd0: [[0x0132, modified]],
          exif: [
            [0x9003, original],
            [0x9004, digitised],
          ],
        }),
      }),
    )
    return events.map(({ clock }) => events.findIndex((event) => event.clock === clock))
  }
  test('times written in one go share the camera', async () => {
    expect(await clocks('2019:07:01 12:00:00', '2019:07:01 12:00:00', '2019:07:01 12:00:01')).toEqual([0, 0, 0])
  })
  test('XMP keeps the clock of making apart from that of changing', async () => {
    const { events } = await only(jpeg({ xmp: XMP }))
    const clock = (kind: string) => events.find((event) => event.kind === kind)?.clock
    expect(clock('xmp.modified')).toBe(clock('xmp.metadata'))
    expect(clock('xmp.created')).not.toBe(clock('xmp.modified'))
    expect(
      events
        .filter(({ kind }) => kind === 'xmp.history')
        .map(({ places, clock: one }) => [places, one === clock('xmp.history')]),
    ).toEqual([
      [[{ sequence: 'xmp.history', position: 0 }], true],
      [[{ sequence: 'xmp.history', position: 1 }], true],
    ])
  })
  test('a later change may be another machine in another zone', async () => {
    expect(await clocks('2019:07:01 12:00:00', '2019:07:01 12:00:00', '2019:07:01 11:00:00')).toEqual([0, 0, 2])
  })
})

test('IPTC out of Photoshop resources, with its offset', async () => {
  expect(shown(await only(jpeg({ iptc: iptc([5, 'title'], [55, '20190701'], [60, '120000+0200']) })))).toEqual([
    'iptc.created 2019-07-01T10:00:00.000000Z offset',
  ])
})

test('the time chunk and the software of a PNG', async () => {
  const artifact = await only(
    png([
      ['tIME', Buffer.from([0x07, 0xe3, 7, 1, 12, 0, 5])],
      ['tEXt', Buffer.from('Software\0Painter 3')],
    ]),
  )
  expect(shown(artifact)).toEqual(['png.time 2019-07-01T12:00:05.000000Z utc'])
  expect(artifact.traits.map(({ key, value }) => `${key} ${value}`)).toEqual([
    'image.format PNG',
    'image.software Painter 3',
  ])
})

test('a GPS time needs both its halves', async () => {
  expect(shown(await only(jpeg({ exif: tiff({ gps: [[0x001d, '2019:07:01']] }) })))).toEqual([])
  expect(shown(await only(jpeg({ exif: tiff({ gps: [[0x0007, [10, 0, 3]]] }) })))).toEqual([])
})

test('a time that names no moment stays with its raw text, and is no claim', async () => {
  const artifact = await only(jpeg({ exif: tiff({ exif: [[0x9003, '0000:00:00 00:00:00']] }), xmp: XMP }))
  expect(artifact.events[0]).toMatchObject({
    kind: 'exif.original',
    raw: '0000:00:00 00:00:00',
    reading: { nominal: undefined, problem: 'sentinel' },
  })
  expect(artifact.claim?.kind).toBe('xmp.created')
})

test('bytes that are no text are shown as such', async () => {
  const exif = tiff({ ifd0: [[0x0110, 'XX']] })
  exif[exif.indexOf('XX')] = 0xe9
  const artifact = await only(jpeg({ exif }))
  expect(artifact.traits.find(({ key }) => key === 'image.model')?.value).toBe('\\xE9X')
})

describe('hostile pictures end in what could be read and clear lines', () => {
  const inflating = png([
    ['iTXt', xmpText('<x:xmpmeta>'.padEnd(20 * 1024 * 1024), true)],
    ['tIME', Buffer.from([0x07, 0xe3, 7, 1, 12, 0, 5])],
  ])
  test('XMP that inflates without end is left out, the rest is read', async () => {
    const artifact = await only(inflating)
    expect(artifact.problems).toEqual(['a compressed PNG chunk is broken, or unpacks to more than 16777216 bytes'])
    expect(shown(artifact)).toEqual(['png.time 2019-07-01T12:00:05.000000Z utc'])
  })

  test('a directory that points to itself, and values of four gigabytes', async () => {
    const loop = tiff({ ifd0: [[0x010f, 'Example']], exif: [] })
    loop.writeUInt32LE(8, loop.indexOf(Buffer.from([0x69, 0x87])) + 8)
    loop.writeUInt32LE(0xffff_ffff, loop.indexOf(Buffer.from([0x0f, 0x01])) + 4)
    expect((await only(jpeg({ exif: loop }))).events).toEqual([])
  })

  test.each<[string, Buffer, string]>([
    ['a JPEG cut in its Exif', jpeg({ exif: EXIF }).subarray(0, 60), 'the JPEG ends before its picture begins'],
    ['a PNG cut in a chunk', png([['eXIf', EXIF]]).subarray(0, 60), 'the PNG chunk eXIf at byte 8 is cut short'],
    ['a WebP cut in a chunk', webp([['EXIF', EXIF]]).subarray(0, 60), 'a WebP chunk at byte 12 is cut short'],
    ['a HEIC without meta', heic(EXIF, XMP).subarray(0, 24), 'the picture has no meta box'],
    ['an Exif block of nothing', jpeg({ exif: Buffer.from('nothing at all') }), 'the Exif block has no TIFF header'],
  ])('%s', async (_, bytes, problem) => expect((await only(bytes)).problems).toContain(problem))

  test('a HEIC whose first box has no length does not hang', async () => {
    const bytes = heic(EXIF, XMP)
    bytes.writeUInt32BE(4, 24)
    expect((await only(bytes)).problems).toEqual(['the picture has no meta box'])
  })

  test.each([
    ['tags that never end', '<a '],
    ['tags that never close', '<a:b>'],
    ['quotes that never close', '<a b="'],
    ['names without end', '<aaaaaaaaaaaa'],
    ['attributes without end', 'x:y="z" '],
    ['closing tags', '</a:b>'],
    ['a history of steps', '<xmpMM:History stEvt:when="2019"/>'],
    ['attribute names without value', '<a:b a:a:a:a:'],
  ])('XMP of %s is read in linear time', (_, piece) => {
    const time = (n: number) => {
      const started = performance.now()
      readXmp(`<rdf:RDF ${piece.repeat(n)}`)
      readXmp(piece.repeat(n))
      return performance.now() - started
    }
    expect(time(300_000)).toBeLessThan(3_000)
  })

  test('any change of bytes in any container', async () => {
    const pictures = [
      jpeg({ exif: EXIF, xmp: XMP, iptc: iptc([55, '20190701']) }),
      png([
        ['eXIf', EXIF],
        ['iTXt', xmpText(XMP, true)],
      ]),
      webp([['EXIF', EXIF]]),
      heic(EXIF, XMP),
      EXIF,
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...pictures),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        async (picture, changes, cut) => {
          const bytes = Buffer.from(cut % 4 === 0 ? picture.subarray(0, cut % picture.length) : picture)
          for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value
          if (!image.accepts(bytes, bytes.length)) return
          const { artifacts, problem } = await ingest(image, bytes)
          expect(problem).toBeUndefined()
          for (const line of artifacts.flatMap((artifact) => artifact.problems ?? [])) expect(line).toMatch(CLEAR_LINE)
        },
      ),
      { numRuns: 1000 },
    )
  })
})

test.each([
  ['Apple', '15.4.1', ['15.4.1']],
  ['Apple', '12.1', ['12.1']],
  ['Apple', 'Photos 5.0', []],
  ['Canon', '13.7', []],
  ['Example', '1.0', []],
])('a picture of %s with Software %s: the system is %j', async (make, software, expected) => {
  const artifact = await only(
    tiff({
      ifd0: [
        [0x010f, make],
        [0x0131, software],
      ],
    }),
  )
  expect(artifact.traits.filter(({ key }) => key === 'image.apple-system').map(({ value }) => value)).toEqual(expected)
})
