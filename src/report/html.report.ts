/** The report as one HTML file for people: readable without network or script, on a screen and on paper. */
import { visible } from './safe-text.ts'
import { defineReporter, type ReportInput } from './reporter.ts'
import { findings } from './html/findings.ts'
import { markup, type Markup } from './html/markup.ts'
import { HATCH } from './html/picture.ts'
import { STYLE } from './html/style.ts'
import { summary } from './html/summary.ts'
import { appendix, coverage, datings } from './html/tables.ts'
import { timeline } from './html/timeline.ts'
import { work } from './html/work.ts'

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
const STYLESHEET: Markup = { markup: STYLE }

function page({ report, timeline: lanes }: ReportInput): string {
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${visible(report.tool.name)}: report on dates and times</title>
        <style>
          ${STYLESHEET}
        </style>
      </head>
      <body>
        ${HATCH}
        <main>
          ${summary(report)}
          <nav aria-label="Sections">
            <a href="#findings">Findings</a> ${report.work !== undefined && markup`<a href="#work">What changed</a> `}<a href="#timeline">Timeline</a> <a href="#datings">Datings</a>
            <a href="#coverage">Coverage</a> <a href="#appendix">Appendix</a>
          </nav>
          ${findings(report)} ${work(report)} ${timeline(lanes())} ${datings(report)} ${coverage(report)} ${appendix(report)}
        </main>
      </body>
    </html> `.markup
}

export default defineReporter({
  id: 'html',
  title: 'One HTML file for people',
  extension: 'html',
  write: (input) => [page(input)],
})
