/** An event that a server sent. */
export interface ServerEvent {
  readonly event: string
  readonly data: string
}

/** The server-sent events of a body, as they come, until the connection ends. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let text = ''
  for await (const part of readTexts(body)) {
    const blocks = (text + part).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = fieldOf(block, 'data')
      // What only keeps the connection alive has none.
      if (data !== '') yield { event: fieldOf(block, 'event'), data }
    }
  }
}

async function* readTexts(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  try {
    for await (const part of body as unknown as AsyncIterable<Uint8Array>) yield decoder.decode(part, { stream: true })
  } catch (error) {
    // So the platform says that the other side is gone.
    if (!(error instanceof TypeError)) throw error
  }
}

const fieldOf = (block: string, field: string): string =>
  block
    .split('\n')
    .filter((line) => line.startsWith(`${field}:`))
    .map((line) => line.slice(field.length + 1).replace(/^ /, ''))
    .join('\n')
