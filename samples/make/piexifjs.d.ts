// piexifjs ships no types: the part of it that the samples use.
declare module 'piexifjs' {
  type Tags = Record<number, string | number>
  const piexif: {
    ImageIFD: { Make: number; Model: number; Software: number; DateTime: number }
    ExifIFD: { DateTimeOriginal: number; DateTimeDigitized: number }
    dump(block: { '0th': Tags; Exif: Tags }): string
    insert(exif: string, jpegAsBinaryString: string): string
  }
  export default piexif
}
