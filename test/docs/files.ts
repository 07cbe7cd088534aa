import { parse } from 'yaml'
import { parseTopic } from '../../scripts/fidelity/ledger.ts'
import { parseScenario } from '../../src/fixtures/parse-scenario.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws where a value is no mapping, or not as it should be. */
function check(value: unknown, what: string, isSound: (fields: Fields) => boolean): void {
  if (!isFields(value) || !isSound(value)) throw new Error(`${what} is not sound`)
}

/** Every service has an image, or is built; what it waits for is there. */
function checkCompose({ services }: Fields): void {
  check(services, 'services', (fields) => Object.keys(fields).length > 0)
  const named = services as Fields
  for (const [name, service] of Object.entries(named)) {
    check(service, `the service ${name}`, ({ image, build }) => Boolean(image ?? build))
    const { depends_on: awaited = {} } = service as Fields
    const names = Array.isArray(awaited) ? awaited : Object.keys(awaited as Fields)
    for (const each of names) if (!(each in named)) throw new Error(`${name} waits for ${each}, which there is not`)
  }
}

/** Every job calls another workflow, or has a machine and steps, each of which uses an action or runs a command. */
function checkWorkflow({ on, jobs }: Fields): void {
  if (on === undefined) throw new Error('nothing starts the workflow')
  check(jobs, 'jobs', (fields) => Object.keys(fields).length > 0)
  for (const [name, job] of Object.entries(jobs as Fields)) {
    if (isFields(job) && typeof job.uses === 'string' && job.steps === undefined) continue
    check(job, `the job ${name}`, (fields) => Boolean(fields['runs-on']) && Array.isArray(fields.steps))
    for (const step of (job as { steps: unknown[] }).steps) {
      check(
        step,
        `a step of ${name}`,
        ({ uses, run }) => [uses, run].filter((each) => typeof each === 'string').length === 1,
      )
    }
  }
}

/** Every container of a pod has a name and an image. */
function checkPod({ containers }: Fields): void {
  if (!Array.isArray(containers)) throw new Error('containers is not a list')
  for (const each of containers) check(each, 'a container', ({ name, image }) => Boolean(name && image))
}

const FORM_PARTS = ['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''

/** Every part of an issue form is of a known type; what it asks for has an identifier of its own and a label. */
function checkForm({ name, description, body }: Fields): void {
  if (!isText(name) || !isText(description)) throw new Error('a form has a name and a description')
  if (!Array.isArray(body)) throw new Error('body is not a list')
  const ids: unknown[] = []
  for (const [index, part] of body.entries()) {
    check(part, `part ${index + 1}`, ({ type }) => FORM_PARTS.includes(String(type)))
    const { type, id, attributes } = part as Fields
    if (type !== 'markdown') ids.push(id)
    check(attributes, `attributes of part ${index + 1}`, ({ value, label, options }) => {
      if (type === 'markdown') return isText(value)
      const needsOptions = type === 'dropdown' || type === 'checkboxes'
      return isText(label) && (!needsOptions || (Array.isArray(options) && options.length > 0))
    })
  }
  if (ids.length === 0 || !ids.every((id) => /^[\w-]+$/.test(String(id ?? ''))))
    throw new Error('each question has an id')
  if (new Set(ids).size !== ids.length) throw new Error('two questions have the same id')
}

/** The part of a compose service that says what it waits for. */
function checkAwaited({ depends_on: awaited }: Fields): void {
  check(awaited, 'depends_on', (fields) =>
    Object.values(fields).every((each) => isFields(each) && String(each.condition).startsWith('service_')),
  )
}

/** A compose file or a part of it, a workflow, an issue form, a pod, a topic of the ledger, or else a scenario. Throws what is wrong with it. */
export function checkYaml(text: string, name: string): void {
  const fields: unknown = parse(text)
  if (!isFields(fields)) throw new Error('is not a mapping')
  if ('services' in fields) checkCompose(fields)
  else if ('depends_on' in fields) checkAwaited(fields)
  else if ('containers' in fields) checkPod(fields)
  else if ('jobs' in fields) checkWorkflow(fields)
  else if ('body' in fields) checkForm(fields)
  else if ('topic' in fields) {
    const { problems } = parseTopic(name, text)
    if (problems.length > 0) throw new Error(problems.join('\n'))
  } else parseScenario(text, name)
}
