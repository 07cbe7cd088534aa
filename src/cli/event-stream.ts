import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream'

/** Yields the server-sent events of a body as they come, until the connection ends. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<EventSourceMessage> {
  const text = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
  const events = text.pipeThrough(new EventSourceParserStream())
  try {
    for await (const event of events as unknown as AsyncIterable<EventSourceMessage>) yield event
  } catch (error) {
    // The platform throws TypeError when the other side is gone.
    if (!(error instanceof TypeError)) throw error
  }
}
