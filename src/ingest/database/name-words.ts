/** What the names of columns and tables say: their words, and whether they name a moment. */

/** The words of a name in lower case: `lastLogin_at` and `LAST LOGIN AT` are last, login, at. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

const MOMENTS = new Set([
  ...['time', 'date', 'datetime', 'timestamp', 'stamp', 'ts', 'utc', 'gmt', 'when', 'day', 'mtime', 'ctime', 'atime'],
  ...[
    'created',
    'creation',
    'modified',
    'modification',
    'updated',
    'changed',
    'edited',
    'added',
    'inserted',
    'deleted',
  ],
  ...['accessed', 'visited', 'received', 'sent', 'delivered', 'recorded', 'logged', 'entered', 'booked', 'posted'],
  ...[
    'started',
    'ended',
    'finished',
    'opened',
    'closed',
    'expires',
    'expiry',
    'expire',
    'login',
    'logout',
    'unix',
    'ticks',
    'filetime',
    'julian',
    'epoch',
  ],
])
/** Written without a mark: `postdate`, `logtime`, `datecreated`. */
const JOINED = /(?:date|time|stamp)$|^z?(?:date|time)/
const NO_MOMENT = new Set([
  'update',
  'candidate',
  'validate',
  'mandate',
  'overtime',
  'runtime',
  'lifetime',
  'downtime',
  'uptime',
])
/** A name that ends so counts or names something, whatever stands before. */
const MEASURES = new Set([
  ...[
    'count',
    'counter',
    'price',
    'amount',
    'size',
    'length',
    'version',
    'id',
    'uid',
    'guid',
    'number',
    'no',
    'nr',
    'duration',
  ],
  ...[
    'interval',
    'rate',
    'offset',
    'zone',
    'timezone',
    'tz',
    'total',
    'qty',
    'quantity',
    'timeout',
    'ttl',
    'spent',
    'flag',
    'by',
  ],
  ...['elapsed', 'type', 'format', 'name', 'user', 'hash', 'sum', 'balance', 'phone', 'isbn', 'code', 'from', 'ip'],
])

/** Whether a column's name says that it holds a moment. */
export function namesMoment(name: string): boolean {
  const words = wordsOf(name)
  const last = words.at(-1)
  if (last === undefined || MEASURES.has(last)) return false
  if (words.length > 1 && (last === 'at' || last === 'on')) return true
  return words.some((word) => MOMENTS.has(word) || (JOINED.test(word) && !NO_MOMENT.has(word)))
}
