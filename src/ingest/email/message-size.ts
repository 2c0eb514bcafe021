/** The largest message that is taken into memory whole. Mail servers refuse what is larger than a fraction of it. */
export const LARGEST_MESSAGE = 268_435_456

export const tooLarge = (size: number): string =>
  `the message has ${size} bytes; only the first ${LARGEST_MESSAGE} are read`
