/** An attribute of a page that leads to another: the one that a form opens when its call is answered, too. */
const LINK = / (href|action|src|data-then)="\//g

/**
 * A page whose links lead below a sub-path. Pages are written as if there were none: here is the one place that knows. In
 * the text of a page and in the values of its attributes a quote is written as a reference, so that what looks like a link
 * is one.
 */
export const withBasePath = (html: string, basePath: string): string =>
  basePath === '' ? html : html.replace(LINK, ` $1="${basePath}/`)
