/** A number is a `bigint`: the driver writes any other as one with a fraction. */
export type Stored = string | bigint | Buffer

/**
 * A short form in which texts of a column are stored. A text that has none is stored as it is, so every text can be, and a
 * number or a text that was stored reads as one text only.
 */
export interface StoredForm {
  /** The function of SQL that stores a text is `store_` and this name. */
  readonly name: string
  readonly store: (text: string) => Stored
  readonly read: (stored: string | number | Buffer) => string
  /** The text of a stored value, as an expression of SQL. */
  readonly readSql: (column: string) => string
  /** Its stored values are texts, in columns of that type. */
  readonly hasPhrases?: true
  /** Its stored values are bytes, of which a statement may take some by `substr`. */
  readonly isBytes?: true
  /** Its stored values are in the order of the texts, so a statement may order by them and compare them by `<` and `>`. */
  readonly keepsOrder?: true
}
