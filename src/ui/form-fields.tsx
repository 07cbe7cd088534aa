import type { Child, FC } from 'hono/jsx'

/** Labelled fields of forms. */

interface LabelProps {
  readonly label: string
  /** Whether only screen readers get the label. */
  readonly unseen?: boolean
  /** Whether the field fills the rest of its line. */
  readonly wide?: boolean
}

const labelText = ({ label, unseen }: LabelProps): Child => (unseen ? <span class="unseen">{label}</span> : label)

interface ChoiceProps extends LabelProps {
  readonly name: string
  /** The values; a pair has a value and its text. */
  readonly values: readonly (string | readonly [value: string, text: string])[]
  readonly chosen?: string
  /** The text of a first option without a value, such as `all`. */
  readonly none?: string
  /** Whether a choice submits the form at once. */
  readonly submits?: boolean
  /** How the value is sent; the default is a text. */
  readonly type?: 'number' | 'boolean'
}

/** A select for one value. */
export const Choice: FC<ChoiceProps> = ({ name, values, chosen, none, submits, type, wide, ...label }) => (
  <label class={wide ? 'wide' : undefined}>
    {labelText(label)}
    <select name={name} data-submits={submits} data-type={type}>
      {none !== undefined && <option value="">{none}</option>}
      {values.map((each) => {
        const [value, text] = typeof each === 'string' ? [each, each] : each
        return (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        )
      })}
    </select>
  </label>
)

interface NumberFieldProps extends LabelProps {
  readonly name: string
  readonly min?: number
  readonly max?: number
  /** `any` allows fractions; the default is whole numbers. */
  readonly step?: 'any'
  readonly value?: number
  readonly required?: boolean
}

/** A number field, sent as a JSON number. */
export const NumberField: FC<NumberFieldProps> = ({ name, min = 0, max, step, value, required, wide, ...label }) => (
  <label class={wide ? 'wide' : undefined}>
    {labelText(label)}
    <input
      class="short"
      name={name}
      type="number"
      min={min}
      max={max}
      step={step}
      value={value}
      required={required}
      data-type="number"
    />
  </label>
)

interface SearchFieldProps {
  readonly label: string
  readonly name: string
  readonly value: string
  readonly placeholder?: string
  readonly inputmode?: 'numeric'
}

/** A search field. */
export const SearchField: FC<SearchFieldProps> = ({ label, ...field }) => (
  <label class="wide">
    {label}
    <input type="search" {...field} />
  </label>
)
