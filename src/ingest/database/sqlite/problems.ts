/** What could not be read: one line for each place, so that a damaged page is named once however often it is met. */

export interface Problems {
  /** Names a place and what is wrong there; a second word on one place is dropped. */
  readonly add: (place: string, text: string) => void
  readonly lines: () => readonly string[]
}

/** Places that are named; further ones are counted. */
const MOST = 100

export function problems(): Problems {
  const named = new Map<string, string>()
  let more = 0
  return {
    add: (place, text) => {
      if (named.has(place)) return
      if (named.size < MOST) named.set(place, `${place}: ${text}`)
      else more++
    },
    lines: () => [
      ...named.values(),
      ...(more > 0 ? [`and ${more} more ${more === 1 ? 'problem at another place' : 'problems at other places'}`] : []),
    ],
  }
}
