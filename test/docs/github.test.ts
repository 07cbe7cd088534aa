import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from '../../scripts/docs/blocks.ts'
import { checkYaml } from './files.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly needs?: string | readonly string[]
  readonly uses?: string
  readonly steps?: readonly Step[]
  readonly container?: { readonly image: string }
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> }
  readonly permissions?: Readonly<Record<string, string>>
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

interface Form {
  readonly body: readonly { readonly id?: string; readonly validations?: { readonly required: boolean } }[]
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const list = (folder: string): string[] => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`)

const WORKFLOWS = list('.github/workflows')
const FORMS = list('.github/ISSUE_TEMPLATE').filter((path) => !path.endsWith('/config.yml'))

const check = parse(read('.github/workflows/check.yaml')) as Workflow
const release = parse(read('.github/workflows/release.yaml')) as Workflow
const changelog = read('CHANGELOG.md')
const { version } = JSON.parse(read('package.json')) as { readonly version: string }

const stepsOf = (job: Job | undefined): readonly Step[] => job?.steps ?? []
const settingsOf = (job: Job | undefined, action: string) =>
  stepsOf(job).find(({ uses }) => uses?.startsWith(`${action}@`))?.with

test.each([...WORKFLOWS, ...FORMS])('%s is valid', (path) => checkYaml(read(path), path))

test.each(['.github/dependabot.yml', '.github/ISSUE_TEMPLATE/config.yml'])('%s is YAML', (path) => {
  expect(parse(read(path))).toBeTypeOf('object')
})

test.each(FORMS)('%s requires the request, the answer and the version', (path) => {
  const { body } = parse(read(path)) as Form
  const required = body.filter(({ validations }) => validations?.required).map(({ id }) => id)
  expect(required).toEqual(expect.arrayContaining(['request', 'answer', 'version']))
})

test.each(WORKFLOWS)('%s names each action by its commit, and its release beside it', (path) => {
  const actions = read(path).match(/(?<=uses: )(?!\.\/).*/g) ?? []
  expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
})

test.each(WORKFLOWS)('%s may only read, but for the jobs that publish', (path) => {
  const { permissions, jobs } = parse(read(path)) as Workflow
  expect(permissions).toEqual({ contents: 'read' })
  const writers = Object.keys(jobs).filter((name) => Object.values(jobs[name]?.permissions ?? {}).includes('write'))
  expect(writers).toEqual(path.endsWith('release.yaml') ? ['npm', 'image', 'release'] : [])
})

test('the check runs .ci/run on every Node that npm run check:nodes supports', () => {
  const [, supported = ''] = /SUPPORTED = \[([\d, ]+)\]/.exec(read('scripts/check-nodes.ts')) ?? []
  const job = check.jobs.check
  expect(job?.strategy?.matrix.node).toEqual(supported.split(', ').map(Number))
  expect(job?.container?.image).toContain(`node:\${{ matrix.node }}-`)
  expect(stepsOf(job).map(({ run }) => run)).toContain('.ci/run')
})

describe('a release', () => {
  test('is checked before anything is published', () => {
    expect(release.jobs.check?.uses).toBe('./.github/workflows/check.yaml')
    expect([release.jobs.npm?.needs, release.jobs.image?.needs]).toEqual(['check', 'check'])
  })

  test('goes to npm with its provenance', () => {
    expect(stepsOf(release.jobs.npm).map(({ run }) => run)).toContain('npm publish --provenance --access public')
    expect(release.jobs.npm?.permissions).toMatchObject({ 'id-token': 'write' })
  })

  test('has an image for amd64 and arm64, with its SBOM', () => {
    expect(settingsOf(release.jobs.image, 'docker/build-push-action')).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      sbom: true,
      provenance: 'mode=max',
      push: true,
    })
  })

  test('takes its notes from the changelog', () => {
    const [script = ''] = stepsOf(release.jobs.release).flatMap(({ run }) => (run?.startsWith('awk ') ? [run] : []))
    const print = (tag: string) =>
      execFileSync('sh', ['-c', script.replace(' > notes.md', '')], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, GITHUB_REF_NAME: tag },
      })
    expect(print(`v${version}`)).toMatch(/^\n### /)
    expect(changelog).toContain(print(`v${version}`))
    expect(print('v0.0.0')).toBe('')
  })
})

test('the changelog has the version of the package, below what is not released yet', () => {
  const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
  expect(headings[0]).toBe('Unreleased')
  expect(headings[1]).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')} - \\d{4}-\\d{2}-\\d{2}$`))
})
