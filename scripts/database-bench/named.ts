// Which rows of a table a finding's sentences accuse: "table trail, row 812, column recorded_at", "rows 812 to 845"; not those
// of which it says that some, and not which, cannot stand, nor those that are later than rows behind them.
export function rowsNamed(text: string, table: string): readonly number[] {
  const rows: number[] = []
  const named = new RegExp(`table ${table}, rows? ((?:\\d+(?: to \\d+)?(?:, | and )?)+)`, 'g')
  const [accusing = ''] = text.split(/(?:Besides, at|At) least \d+ of these|Later times than rows behind them/)
  for (const [, list = ''] of accusing.matchAll(named))
    for (const [, first, last] of list.matchAll(/(\d+)(?: to (\d+))?/g))
      for (let row = Number(first); row <= Number(last ?? first); row++) rows.push(row)
  return rows
}
