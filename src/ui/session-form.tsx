import type { FC } from 'hono/jsx'

interface KeyFormProps {
  readonly label: string
  readonly submit: string
  readonly required?: boolean
  readonly main?: boolean
}

/** A form that opens the pages of the organisation with the API key that is typed. */
export const KeyForm: FC<KeyFormProps> = ({ label, submit, required, main = false }) => (
  <form class="act" method="post" action="/_emulator/ui/session" aria-label={submit}>
    <label class="wide">
      {label}
      <input
        name="key"
        required={required}
        maxlength={128}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
    </label>
    <button type="submit" class={main ? 'main' : undefined}>
      {submit}
    </button>
  </form>
)

/** A button that opens the pages of a known organisation. */
export const SwitchButton: FC<{ readonly apiKey: string; readonly name: string }> = ({ apiKey, name }) => (
  <form method="post" action="/_emulator/ui/session">
    <input type="hidden" name="key" value={apiKey} />
    <button type="submit" aria-label={`Switch to ${name}`}>
      Switch
    </button>
  </form>
)
