// Which rows of a table a sentence of a finding names: "table trail, row 812, column recorded_at", "rows 812 to 845".
export function rowsNamed(text: string, table: string): readonly number[] {
  const rows: number[] = []
  const named = new RegExp(`table ${table}, rows? ((?:\\d+(?: to \\d+)?(?:, | and )?)+)`, 'g')
  for (const [, list = ''] of text.matchAll(named))
    for (const [, first, last] of list.matchAll(/(\d+)(?: to (\d+))?/g))
      for (let row = Number(first); row <= Number(last ?? first); row++) rows.push(row)
  return rows
}
