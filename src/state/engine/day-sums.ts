import { orderTypeSql } from './stored-forms.ts'

/** Adds the amount of an order or adjustment to the sums of its day, or takes it off; a day without any has no row. */
const add = (row: 'new' | 'old', at: string, amount: string): string => {
  const sign = row === 'new' ? '' : '-'
  return `INSERT INTO day_sums VALUES (${row}.organisation_id, ${row}.${at} / 86400000,
        ${sign}max(${amount}, 0), ${sign}max(-(${amount}), 0), ${sign}1)
      ON CONFLICT DO UPDATE SET came_in_milli = came_in_milli + excluded.came_in_milli,
        went_out_milli = went_out_milli + excluded.went_out_milli, movements = movements + excluded.movements;
    ${row === 'new' ? '' : `DELETE FROM day_sums WHERE organisation_id = old.organisation_id AND day = old.${at} / 86400000 AND movements = 0;`}`
}

/** The change of the balance by an order: a top-up comes in, all else is paid; the total of a refund is negative. */
const ofOrder = (row: 'new' | 'old' | 'orders'): string =>
  `CASE ${orderTypeSql(`${row}.lines`)} WHEN 'apiTopup' THEN 1 WHEN 'autoTopup' THEN 1 WHEN 'topup' THEN 1 ELSE -1 END * ${row}.total_milli`

/** The money that came in and went out on each day (UTC): sums that a list of any length shows at once. */
export const DAY_SUMS = `
  CREATE TABLE day_sums (
    organisation_id INTEGER NOT NULL,
    day INTEGER NOT NULL, -- days since 1970
    came_in_milli INTEGER NOT NULL,
    went_out_milli INTEGER NOT NULL,
    movements INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, day)
  ) STRICT, WITHOUT ROWID;
`

/** Keep the sums of days: rows of orders are also written by restores, imports and removals. */
export const DAY_SUM_TRIGGERS = `
  CREATE TRIGGER day_sums_order_added AFTER INSERT ON orders WHEN new.total_milli <> 0 BEGIN
    ${add('new', 'created_at_ms', ofOrder('new'))}
  END;
  CREATE TRIGGER day_sums_order_removed AFTER DELETE ON orders WHEN old.total_milli <> 0 BEGIN
    ${add('old', 'created_at_ms', ofOrder('old'))}
  END;
  CREATE TRIGGER day_sums_adjustment_added AFTER INSERT ON adjustments WHEN new.amount_milli <> 0 BEGIN
    ${add('new', 'at_ms', 'new.amount_milli')}
  END;
  CREATE TRIGGER day_sums_adjustment_removed AFTER DELETE ON adjustments WHEN old.amount_milli <> 0 BEGIN
    ${add('old', 'at_ms', 'old.amount_milli')}
  END;
`

/** Writes the sums of all days anew, into an empty table. */
export const SUM_DAYS = `
  INSERT INTO day_sums
    SELECT organisation_id, at_ms / 86400000, sum(max(amount, 0)), sum(max(-amount, 0)), count(*)
    FROM (SELECT organisation_id, created_at_ms AS at_ms, ${ofOrder('orders')} AS amount FROM orders
      UNION ALL SELECT organisation_id, at_ms, amount_milli AS amount FROM adjustments)
    WHERE amount <> 0 GROUP BY 1, 2;
`
