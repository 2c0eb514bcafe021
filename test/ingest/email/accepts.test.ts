/** What is taken for mail, and what is not though it looks like header lines. */
import { describe, expect, test } from 'vitest'
import eml from '../../../src/ingest/email/eml.ingester.ts'
import mbox from '../../../src/ingest/email/mbox.ingester.ts'

const takes = (text: string): boolean => {
  const bytes = Buffer.from(text, 'latin1')
  return eml.accepts(bytes, bytes.length) || mbox.accepts(bytes, bytes.length)
}

describe('mail', () => {
  test.each([
    'From: a@example.com\nTo: b@example.com\n\nx',
    'Date: Tue, 14 Mar 2023 09:26:53 +0000\r\nSubject: x\r\n\r\nx',
    'Received: from a by b; Tue, 14 Mar 2023 09:26:53 +0000\nX: y\n\n',
    'Return-Path: <>\nX-Y: z',
    '\xef\xbb\xbfMIME-Version: 1.0\nSubject: x\n\n',
    '\n\nMessage-ID: <a@example.com>\n\n',
    'X-First: 1\n folded\nDelivered-To: a@example.com\n\n',
    'Content-Type: multipart/mixed; boundary=a\n\n--a--',
    'From a@example.com Tue Mar 14 09:26:53 2023\nSubject: x\n\n',
    'Message-ID: <a@example.com>\rSubject: x\r\rold Mac',
    'From: a@example.com\rTo: b@example.com\rDate: Tue, 14 Mar 2023 09:26:53 +0000\r\rold Mac, no name that only mail has',
  ])('%j', (text) => {
    expect(takes(text)).toBe(true)
  })
})

describe('not mail', () => {
  test.each([
    '',
    'Hello: this is a text.\nSubject matter follows.',
    'subject: yaml\nfrom: here\nto: there\n',
    'title: Post\ndate: 2020-01-01\n---\n',
    '{"From": "a@example.com"}',
    'INSERT INTO a VALUES (1);\n-- From: a@example.com',
    'HTTP/1.1 200 OK\r\nDate: Tue, 14 Mar 2023 09:26:53 GMT\r\nContent-Type: text/html\r\n\r\n',
    'Package: example\nVersion: 1.0\nDate: 2020-01-01\nMaintainer: Ann <ann@example.com>\n',
    '192.0.2.1 - - [14/Mar/2023:09:26:53 +0000] "GET / HTTP/1.1" 200 1\n',
    '\0\0\0\0From: a@example.com\nTo: b@example.com\n',
    'From here on it is a novel.\nIt was night.\n',
    'From: a\nTo: b\nSubject: neither is an address',
  ])('%j', (text) => {
    expect(takes(text)).toBe(false)
  })
})
