/**
 * Counts the values inside a JSON value, at any depth, and stops once there are more than `enough`. It goes layer by layer,
 * since recursion could overflow the stack.
 */
export function countValues(value: unknown, enough: number): number {
  let count = 0
  let layer = [value]
  while (layer.length > 0 && count <= enough) {
    layer = layer.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
    count += layer.length
  }
  return count
}
