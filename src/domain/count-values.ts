/**
 * How many values there are in something made of lists and objects, itself left out, at any depth; once there are more
 * than `enough` it is not counted further. Layer by layer, since what is nested deeply would be too deep for calls.
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
