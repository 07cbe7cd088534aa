import { PYTHON, writeLiteral } from './literal.ts'
import { bodyOf, headersOf, nameOf, pathWithQuery, type RecordedCall, titleOf } from './recorded-call.ts'

const INDENT = '        '

/** Writes a call with urllib, against the running emulator, as a test of unittest. */
export function pythonOf(call: RecordedCall): string {
  const { request, address, apiKey } = call
  const body = bodyOf(request)
  const headers = Object.fromEntries([['X-API-Key', apiKey], ...headersOf(request)])
  const data =
    body &&
    ('json' in body
      ? `json.dumps(${writeLiteral(body.json, PYTHON, `${INDENT}    `, '    ')}).encode()`
      : `${PYTHON.text(body.text)}.encode()`)
  const lines = [
    PYTHON.text(`${address}${pathWithQuery(request)}`),
    ...(data === undefined ? [] : [`data=${data}`]),
    `headers=${writeLiteral(headers, PYTHON, `${INDENT}    `, '    ')}`,
    `method=${PYTHON.text(request.method)}`,
  ]
  const made = [`request = Request(`, ...lines.map((line) => `    ${line},`), ')']
  const checks =
    request.status === null
      ? ['with self.assertRaises(OSError):', '    urlopen(request, timeout=10)']
      : [
          'try:',
          '    with urlopen(request) as answer:',
          '        status, body = answer.status, answer.read()',
          'except HTTPError as refusal:',
          '    status, body = refusal.code, refusal.read()',
          `self.assertEqual(status, ${request.status}, body)`,
        ]
  const name = nameOf(request, '_')
  return [
    `# test_${name}.py: python3 -m unittest test_${name}`,
    'import json',
    'import unittest',
    'from urllib.error import HTTPError',
    'from urllib.request import Request, urlopen',
    '',
    '',
    `class ${name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Test(unittest.TestCase):`,
    `    def test_${name}(self):`,
    `        """${titleOf(request).replaceAll('\\', '\\\\').replaceAll('"', "'")}."""`,
    ...[...made, ...checks].map((line) => `${INDENT}${line}`),
    '',
  ].join('\n')
}
